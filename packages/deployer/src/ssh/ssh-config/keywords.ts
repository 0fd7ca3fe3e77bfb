// The keywords of ssh_config(5): those that decide on a connection, and those that are known and passed over.
import { agent, choice, command, count, files, flag, jump, port, time, word, type Reader } from './values';

/** By the name that `ssh -G` prints. */
export const FOLLOWED: Readonly<Record<string, Reader>> = {
  addressfamily: choice({ any: 'any', inet: 'inet', inet6: 'inet6' }),
  bindaddress: word,
  canonicaldomains: files,
  canonicalizehostname: choice({ yes: 'true', true: 'true', no: 'false', false: 'false', always: 'always' }),
  canonicalizemaxdots: count,
  canonicalizepermittedcnames: files,
  certificatefile: word,
  checkhostip: flag,
  ciphers: word,
  connecttimeout: time,
  globalknownhostsfile: files,
  hashknownhosts: flag,
  hostkeyalgorithms: word,
  hostkeyalias: word,
  hostname: word,
  identitiesonly: flag,
  identityagent: agent,
  identityfile: word,
  ignoreunknown: word,
  kexalgorithms: word,
  knownhostscommand: command,
  macs: word,
  port,
  proxycommand: command,
  proxyjump: jump,
  pubkeyacceptedalgorithms: word,
  revokedhostkeys: word,
  serveralivecountmax: count,
  serveraliveinterval: time,
  stricthostkeychecking: choice({
    yes: 'true',
    true: 'true',
    no: 'false',
    false: 'false',
    off: 'false',
    ask: 'ask',
    'accept-new': 'accept-new',
  }),
  tag: word,
  user: word,
  userknownhostsfile: files,
};

/** Options that every line adds to; the others keep their first value. */
export const ADDING: readonly string[] = ['identityfile', 'certificatefile'];

/** Older names. */
export const ALIASES: Readonly<Record<string, string>> = {
  identityfile2: 'identityfile',
  pubkeyacceptedkeytypes: 'pubkeyacceptedalgorithms',
};

/**
 * Of OpenSSH 9.2 to 10.5 and Debian's patches. Another keyword is an error, so that a misspelt one is not passed over.
 */
export const PASSED_OVER: ReadonlySet<string> = new Set(
  `addkeystoagent afstokenpassing batchmode canonicalizefallbacklocal casignaturealgorithms challengeresponseauthentication channeltimeout
  cipher clearallforwardings compression compressionlevel connectionattempts controlmaster controlpath controlpersist dsaauthentication
  dynamicforward enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fallbacktorsh fingerprinthash
  forkafterauthentication forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports globalknownhostsfile2
  gssapiauthentication gssapiclientidentity gssapidelegatecredentials gssapikexalgorithms gssapikeyexchange gssapirenewalforcesrekey
  gssapiserveridentity gssapitrustdns hostbasedacceptedalgorithms hostbasedauthentication hostbasedkeytypes ipqos
  kbdinteractiveauthentication kbdinteractivedevices keepalive kerberosauthentication kerberostgtpassing localcommand localforward
  loglevel logverbose nohostauthenticationforlocalhost numberofpasswordprompts obscurekeystroketiming passwordauthentication
  permitlocalcommand permitremoteopen pkcs11provider preferredauthentications protocol proxyusefdpass pubkeyauthentication
  refuseconnection rekeylimit remotecommand remoteforward requesttty requiredrsasize rhostsauthentication rhostsrsaauthentication
  rsaauthentication securitykeyprovider sendenv sessiontype setenv skeyauthentication smartcarddevice stdinnull streamlocalbindmask
  streamlocalbindunlink syslogfacility tcpkeepalive tisauthentication tunnel tunneldevice updatehostkeys useprivilegedport
  userknownhostsfile2 useroaming usersh verifyhostkeydns versionaddendum visualhostkey warnweakcrypto xauthlocation`.split(
    /\s+/,
  ),
);

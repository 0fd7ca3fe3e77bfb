// From a host's name to all that a connection needs: ssh's options for it, the rest of their tokens expanded, jump
// hosts resolved.
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import {
  circle,
  expandPath,
  expandTokens,
  isNone,
  jumpDestination,
  localUser,
  parseDestination,
  readOptions,
  tokensOf,
  type Destination,
  type Options,
  type Tokens,
} from './ssh-config';
import type { Target } from './target';

export type { Target } from './target';

const MAX_JUMPS = 8;

/**
 * What ssh(1) would use for `name`, [user@]host or ssh://[user@]host[:port], under `configFile` (default: the user's,
 * then the system's ssh_config). Throws E_MISSING_FILE or E_FILE for the file, E_HOST for a name or options that cannot
 * be followed.
 */
export const resolveTarget = (name: string, configFile?: string): Target =>
  resolve({ ...parseDestination(name), typed: name }, { configFile, depth: 0 });

interface Place {
  readonly configFile?: string;
  /** How many hosts are reached through this one. */
  readonly depth: number;
}

function resolve(destination: Destination & { readonly typed: string }, { configFile, depth }: Place): Target {
  const name = destination.host;
  if (depth > MAX_JUMPS) throw circle(name);
  const options = readOptions(destination, configFile);
  const first = (option: string): string | undefined => options.get(option)?.[0];
  rejectProxyCommand(name, first('proxycommand'));
  const hop = jumpDestination(first('proxyjump'));
  const where = {
    originalHost: name,
    hostName: hostNameOf(name, first('hostname') ?? name),
    port: Number(first('port')),
    user: userOf(name, first('user')),
    hostKeyAlias: first('hostkeyalias'),
  };
  const tokens = tokensOf({ ...where, jumpHost: hop?.host });
  return {
    ...trustOf(options, tokens),
    ...identitiesOf(options, tokens),
    name,
    destination: destination.typed,
    // As ssh does, whatever HOME is.
    configFile: configFile ?? join(localUser().home, '.ssh/config'),
    hostName: where.hostName,
    port: where.port,
    user: where.user,
    hostKeyAlias: where.hostKeyAlias ?? null,
    kexAlgorithms: listOf(options, 'kexalgorithms'),
    ciphers: listOf(options, 'ciphers'),
    macs: listOf(options, 'macs'),
    addressFamily: first('addressfamily') === 'inet' ? 4 : first('addressfamily') === 'inet6' ? 6 : 0,
    bindAddress: first('bindaddress') ?? null,
    connectTimeoutMs: 1000 * positiveOr(first('connecttimeout'), 14),
    keepalive: {
      intervalMs: 1000 * positiveOr(first('serveraliveinterval'), 3),
      count: positiveOr(first('serveralivecountmax'), 3),
    },
    jump: hop === null ? null : resolve(expandHop(hop, tokens), { configFile, depth: depth + 1 }),
  };
}

/** Whose keys the host may show. */
function trustOf(options: Options, tokens: Tokens) {
  const files = (option: string): string[] => (options.get(option) ?? []).filter((file) => !isNone(file));
  const strictness = options.get('stricthostkeychecking')?.[0] ?? 'ask';
  const command = options.get('knownhostscommand')?.[0] ?? 'none';
  const userKnownHostsFiles = files('userknownhostsfile');
  return {
    knownHostsFiles: [...userKnownHostsFiles, ...files('globalknownhostsfile')],
    userKnownHostsFiles,
    checkHostIp: options.get('checkhostip')?.[0] === 'yes',
    strictHostKeyChecking: { true: 'yes', false: 'no', off: 'no' }[strictness] ?? strictness,
    hostKeyAlgorithms: listOf(options, 'hostkeyalgorithms'),
    revokedHostKeys: files('revokedhostkeys').map((file) => expandPath(file, tokens, 'RevokedHostKeys'))[0] ?? null,
    knownHostsCommand: isNone(command) ? null : command,
    hashKnownHosts: options.get('hashknownhosts')?.[0] === 'yes',
  };
}

/** Who we are. */
function identitiesOf(options: Options, tokens: Tokens) {
  const files = (option: string): string[] => {
    const named = (options.get(option) ?? []).filter((file) => !isNone(file));
    return [...new Set(named.map((file) => expandPath(file, tokens, option)))];
  };
  return {
    identityFiles: files('identityfile'),
    certificateFiles: files('certificatefile'),
    identitiesOnly: options.get('identitiesonly')?.[0] === 'yes',
    agent: agentOf(options.get('identityagent')?.[0] ?? 'SSH_AUTH_SOCK'),
    pubkeyAcceptedAlgorithms: listOf(options, 'pubkeyacceptedalgorithms'),
  };
}

/** The value is a socket, or names a variable that holds one: SSH_AUTH_SOCK or $NAME. */
function agentOf(value: string): string | null {
  if (value === 'none') return null;
  const variable = value === 'SSH_AUTH_SOCK' ? value : /^\$(\w+)$/.exec(value)?.[1];
  return (variable === undefined ? value : process.env[variable]) || null;
}

/** ssh starts another ssh for the hop, with the tokens in its command line expanded. */
function expandHop(hop: Destination, tokens: Tokens): Destination & { readonly typed: string } {
  const { h, k, n, p, r } = tokens;
  const expand = (text: string): string => expandTokens(text, { h, k, n, p, r }, 'ProxyJump');
  const [host, user, jumps] = [hop.host, hop.user, hop.jumps].map((text) => (text === undefined ? text : expand(text)));
  const typed = `${user === undefined ? '' : `${user}@`}${host}`;
  return {
    ...hop,
    host: host ?? hop.host,
    user,
    jumps,
    typed: hop.port === undefined ? typed : `ssh://${typed}:${hop.port}`,
  };
}

/** ssh takes no port or folder there, and neither host:port nor scp's host:folder can be a host's name. */
function hostNameOf(name: string, hostName: string): string {
  const [, alone] = /^([^:/]+):(?:[^:]*\/.*|~.*)?$/.exec(hostName) ?? [];
  if (alone !== undefined) {
    throw new BitplaneError(
      'E_HOST',
      `${name}: expected a host's name, got a folder with it: write ${alone}; --remote-dir takes the folder`,
    );
  }
  const [, host, port] = /^([^:]+):(\d+)$/.exec(hostName) ?? [];
  if (host === undefined) return hostName;
  throw new BitplaneError('E_HOST', `${name}: expected a host's name, got a port with it: write ssh://${host}:${port}`);
}

function userOf(name: string, user: string | undefined): string {
  if (user !== undefined && user !== '') return user;
  throw new BitplaneError(
    'E_HOST',
    `${name}: expected a user to log in as, and user id ${localUser().uid} has no name here: give --host user@${name}, or User in the ssh_config`,
  );
}

function rejectProxyCommand(name: string, command: string | undefined): void {
  if (command === undefined || isNone(command)) return;
  throw new BitplaneError('E_HOST', `${name}: ProxyCommand is not supported; use ProxyJump in the ssh_config instead`);
}

const listOf = (options: Options, option: string): readonly string[] | null =>
  options.get(option)?.[0].split(',') ?? null;

const positiveOr = (text: string | undefined, otherwise: number): number =>
  Number(text) > 0 ? Number(text) : otherwise;

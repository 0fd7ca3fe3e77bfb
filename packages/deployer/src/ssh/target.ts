// All that a connection needs to know of a host.
/** A host to connect to. */
export interface Target {
  /** As the user typed it, without user and port. */
  readonly name: string;
  /** As ssh and ssh-copy-id take it, with the user and port that the user typed. */
  readonly destination: string;
  /** The user's ssh_config, which need not be there. */
  readonly configFile: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** The name under which known_hosts lists the key, in lower case; null for the host's own. */
  readonly hostKeyAlias: string | null;
  /** Where a known key may be listed: the user's files, then the system's. */
  readonly knownHostsFiles: readonly string[];
  /** The user's alone; a new key goes into the first. */
  readonly userKnownHostsFiles: readonly string[];
  readonly identityFiles: readonly string[];
  readonly certificateFiles: readonly string[];
  /** Whether only the keys of identityFiles may be offered, from files or from the agent. */
  readonly identitiesOnly: boolean;
  /** The agent's socket; null without one. */
  readonly agent: string | null;
  readonly checkHostIp: boolean;
  /** yes, no, ask or accept-new. */
  readonly strictHostKeyChecking: string;
  /** Lists of algorithms, best first; null where ssh's default is not known. */
  readonly hostKeyAlgorithms: readonly string[] | null;
  readonly pubkeyAcceptedAlgorithms: readonly string[] | null;
  readonly kexAlgorithms: readonly string[] | null;
  readonly ciphers: readonly string[] | null;
  readonly macs: readonly string[] | null;
  readonly revokedHostKeys: string | null;
  /** With its tokens, which are replaced by the host and key in question. */
  readonly knownHostsCommand: string | null;
  readonly hashKnownHosts: boolean;
  /** Which addresses may be used; 0 for both. */
  readonly addressFamily: 0 | 4 | 6;
  /** The local address to connect from. */
  readonly bindAddress: string | null;
  readonly connectTimeoutMs: number;
  /** A link that has been mute for interval × count is lost. */
  readonly keepalive: { readonly intervalMs: number; readonly count: number };
  /** The host through which this one is reached. */
  readonly jump: Target | null;
}

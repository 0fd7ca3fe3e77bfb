// How users name a host on a command line and in ProxyJump.
import { BitplaneError } from '@bitplane/model';
import { portNumber } from './port';

export interface Destination {
  readonly host: string;
  /** Comes before the ssh_config's User. */
  readonly user?: string;
  /** Comes before the ssh_config's Port. */
  readonly port?: number;
  /** Jump hosts, as in ProxyJump; they come before the ssh_config's own. */
  readonly jumps?: string;
}

/**
 * What ssh takes as its destination: [user@]host or ssh://[user@]host[:port]. An IPv6 address may be in brackets.
 * Throws E_HOST for anything else.
 */
export function parseDestination(text: string): Destination {
  const parsed = text.startsWith('ssh://') ? parseUri(text) : parsePlain(text);
  if (parsed !== null && !UNSAFE_HOST.test(parsed.host) && !UNSAFE_USER.test(parsed.user ?? '')) return parsed;
  throw new BitplaneError('E_HOST', `expected a host as [user@]host or ssh://[user@]host[:port], got "${text}"`);
}

/** What could mean more than a name to the shell of a Match exec; OpenSSH rejects it since 9.6. */
const UNSAFE_HOST = /^-|[\s'`"$\\;&<>|(){},]/;
const UNSAFE_USER = /^-|\s-|[\p{Cc}'`";&<>|(){}]|\\$/u;

/** One element of ProxyJump: [user@]host[:port] or ssh://[user@]host[:port]; null for anything else. */
export function parseHop(text: string): Destination | null {
  if (text.startsWith('ssh://')) return parseUri(text);
  const match = /^(?:(.+)@)?(\[[^\]]+\]|[^:/@[]+)(?:[:/](.*))?$/s.exec(text);
  return match === null ? null : withPort({ user: match[1], host: withoutBrackets(match[2]) }, match[3]);
}

/** A destination in the form that `ssh -G` prints for ProxyJump: addresses are in brackets. */
export function formatHop({ user, host, port }: Destination): string {
  const isAddress = host.includes(':') || /^[0-9.]*$/.test(host);
  return `${user === undefined ? '' : `${user}@`}${isAddress ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`;
}

/** Without a port: ssh takes all after the last @ as the host. [host]:port can be nothing else and is taken as well. */
function parsePlain(text: string): Destination | null {
  const match = /^(?:(.+)@)?(?:\[([^\]]+)\](?::(.+))?|([^@]+))$/s.exec(text);
  return match === null ? null : withPort({ user: match[1], host: match[2] ?? match[4] }, match[3]);
}

function parseUri(text: string): Destination | null {
  const match = /^ssh:\/\/(?:([^@;]+)(?:;[^@]*)?@)?(\[[^\]]+\]|\w[\w.-]*)(?::([^/]*))?\/?$/.exec(text);
  if (match === null) return null;
  const [, user, host, port] = match;
  const destination = { host: withoutBrackets(host).replace(/\.$/, '') };
  if (user === undefined) return withPort(destination, port);
  try {
    return withPort({ ...destination, user: decodeURIComponent(user.replaceAll('+', ' ')) }, port);
  } catch {
    return null;
  }
}

function withPort(destination: Destination, text: string | undefined): Destination | null {
  if (text === undefined || text === '') return destination;
  const port = portNumber(text);
  return port === null ? null : { ...destination, port };
}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

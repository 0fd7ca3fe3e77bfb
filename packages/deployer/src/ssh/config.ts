// From a host's name to all that a connection needs: ssh_config(5)'s options that matter here, tokens expanded, jumps resolved.
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { readConfigFile, type HostOptions } from './config-file';

/** A host to connect to. */
export interface Target {
  /** As the user typed it. */
  readonly name: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** The name under which known_hosts lists the key: `host`, `[host]:port`, or the HostKeyAlias. */
  readonly hostKeyName: string;
  readonly knownHostsFiles: readonly string[];
  readonly identityFiles: readonly string[];
  /** The agent's socket; null without one, or where IdentitiesOnly leaves it out. */
  readonly agent: string | null;
  readonly connectTimeoutMs: number;
  /** A link that has been mute for interval × count is lost. */
  readonly keepalive: { readonly intervalMs: number; readonly count: number };
  /** The host through which this one is reached. */
  readonly jump: Target | null;
}

const DEFAULT_IDENTITIES = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => `~/.ssh/${name}`);
const MAX_JUMPS = 8;

/**
 * What ssh(1) would use for `name` under `configFile` (default ~/.ssh/config). StrictHostKeyChecking is not looked at: a key must always be
 * known. Throws E_MISSING_FILE or E_FILE for the file, E_HOST for options that cannot be followed.
 */
export function resolveTarget(name: string, configFile?: string): Target {
  return resolveHop({ name }, readConfigFile(configFile), 0);
}

/** One element of ProxyJump, [user@]host[:port]. */
interface Hop {
  readonly name: string;
  readonly user?: string;
  readonly port?: number;
  /** Known for all but the first of a chain. */
  readonly through?: Target;
}

function resolveHop(hop: Hop, optionsOf: HostOptions, depth: number): Target {
  if (depth > MAX_JUMPS)
    throw new BitplaneError('E_HOST', `${hop.name}: ProxyJump leads in a circle; correct the ssh_config`);
  const options = optionsOf(hop.name);
  const all = (key: string): readonly string[] => [options[key] ?? []].flat();
  const first = (key: string): string | undefined => all(key)[0];

  if (first('proxycommand') !== undefined && first('proxycommand') !== 'none') {
    throw new BitplaneError(
      'E_HOST',
      `${hop.name}: ProxyCommand is not supported; use ProxyJump in the ssh_config instead`,
    );
  }
  const user = hop.user ?? first('user') ?? userInfo().username;
  const port = hop.port ?? portNumber(first('port') ?? '22', hop.name);
  const hostName = (first('hostname') ?? hop.name).replaceAll('%h', hop.name);
  const expand = pathExpander({ h: hostName, n: hop.name, p: String(port), r: user });
  const identities = all('identityfile').filter((file) => file !== 'none');
  const agent = first('identityagent') ?? process.env.SSH_AUTH_SOCK ?? 'none';

  return {
    name: hop.name,
    hostName,
    port,
    user,
    hostKeyName: first('hostkeyalias') ?? (port === 22 ? hostName : `[${hostName}]:${port}`),
    knownHostsFiles: [
      ...listOr(all('userknownhostsfile'), ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']),
      ...listOr(all('globalknownhostsfile'), ['/etc/ssh/ssh_known_hosts']),
    ]
      .filter((file) => file !== 'none')
      .map(expand),
    identityFiles: listOr(identities, DEFAULT_IDENTITIES).map(expand),
    agent:
      agent === 'none' || isYes(first('identitiesonly'))
        ? null
        : expand(agent.replace(/^SSH_AUTH_SOCK$/, '${SSH_AUTH_SOCK}')),
    connectTimeoutMs: 1000 * positiveNumber(first('connecttimeout'), 20),
    keepalive: {
      intervalMs: 1000 * positiveNumber(first('serveraliveinterval'), 10),
      count: positiveNumber(first('serveralivecountmax'), 3),
    },
    jump: hop.through ?? resolveJump(first('proxyjump'), optionsOf, depth),
  };
}

/** ProxyJump's chain: each host is reached through the one before it. */
function resolveJump(value: string | undefined, optionsOf: HostOptions, depth: number): Target | null {
  if (value === undefined || value === 'none') return null;
  return value.split(',').reduce<Target | null>((through, text) => {
    const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text.trim());
    if (match === null) throw new BitplaneError('E_HOST', `ProxyJump: expected [user@]host[:port], got "${text}"`);
    const [, user, host, port] = match;
    const hop = { name: host.replace(/^\[|\]$/g, ''), user, port: port === undefined ? undefined : Number(port) };
    return resolveHop({ ...hop, through: through ?? undefined }, optionsOf, depth + 1);
  }, null);
}

function pathExpander(tokens: Readonly<Record<string, string>>): (path: string) => string {
  const values: Record<string, string> = { ...tokens, d: homedir(), u: userInfo().username, '%': '%' };
  return (path) => {
    const expanded = path
      .replace(/\$\{(\w+)\}/g, (_, name: string) => process.env[name] ?? '')
      .replace(/%(.)/g, (token, letter: string) => values[letter] ?? token);
    return expanded.startsWith('~/') ? join(homedir(), expanded.slice(2)) : expanded;
  };
}

function portNumber(text: string, host: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new BitplaneError('E_HOST', `${host}: expected a port from 1 to 65535 in the ssh_config, got "${text}"`);
}

const positiveNumber = (text: string | undefined, otherwise: number): number =>
  Number(text) > 0 ? Number(text) : otherwise;
const isYes = (value: string | undefined): boolean => value?.toLowerCase() === 'yes';
const listOr = (list: readonly string[], otherwise: readonly string[]): readonly string[] =>
  list.length > 0 ? list : otherwise;

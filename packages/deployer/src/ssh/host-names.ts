// Under which names known_hosts is searched for a host, as OpenSSH forms them.
import type { Target } from './target';

export interface HostNames {
  /** The name that counts, and under which a new key is written. */
  readonly name: string;
  /** Where OpenSSH looks next if nothing is listed under `name`; null if it looks nowhere else. */
  readonly withoutPort: string | null;
}

const DEFAULT_PORT = 22;

/** HostKeyAlias is used as it is, without a port; a host on another port than 22 is `[host]:port`, then `host`. */
export function hostNames({
  hostName,
  port,
  hostKeyAlias,
}: Pick<Target, 'hostName' | 'port' | 'hostKeyAlias'>): HostNames {
  if (hostKeyAlias !== null) return { name: hostKeyAlias, withoutPort: null };
  return { name: withPort(hostName, port), withoutPort: port === DEFAULT_PORT ? null : hostName };
}

/** As known_hosts holds it. */
export const withPort = (host: string, port: number): string => (port === DEFAULT_PORT ? host : `[${host}]:${port}`);

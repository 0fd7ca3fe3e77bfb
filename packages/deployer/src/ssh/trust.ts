// Whether the key that a host shows is to be trusted, by OpenSSH's rules (sshconnect.c, check_host_key).
import { hostNames, withPort } from './host-names';
import { judge, knownKeys, type KnownKey } from './known-hosts';
import { isWellFormed } from './public-key';
import type { Target } from './target';

export interface Shown {
  readonly key: Buffer;
  /** Of the host; null where a jump host hides it. */
  readonly address: string | null;
}

export interface Trust {
  readonly verdict:
    | 'known'
    | 'unknown'
    | 'changed'
    | 'revoked'
    /** By the file RevokedHostKeys. */
    | 'revoked-by-file'
    /** The name is right, but CheckHostIP finds another key under the address. */
    | 'address-changed'
    /** Too short or damaged. */
    | 'unusable';
  /** The lines that led to it. */
  readonly lines: readonly KnownKey[];
  /** As which the key would be written: the name, and the address if CheckHostIP wants it and no file lists it. */
  readonly namesToWrite: readonly string[];
}

/** What the files list under a name, which is the one that counts if none is given. */
const keysOf = (target: Target, name = hostNames(target).name): KnownKey[] => knownKeys(target.knownHostsFiles, name);

/** The types of the keys that the host is known by. */
export const plainTypes = (target: Target): string[] =>
  keysOf(target).flatMap(({ marker, type }) => (marker === null ? [type] : []));

/** Judges what a host shows. `revoked` are the keys of RevokedHostKeys. */
export function judgeHost(target: Target, shown: Shown, revoked: readonly Buffer[]): Trust {
  const { key } = shown;
  const { name, withoutPort } = hostNames(target);
  const lines = keysOf(target, name);
  const verdict = judge(lines, key);
  const byAddress = judgeAddress(target, shown);
  const namesToWrite = byAddress?.verdict === 'unknown' ? [name, byAddress.name] : [name];

  if (!isWellFormed(key)) return { verdict: 'unusable', lines, namesToWrite };
  if (revoked.some((other) => other.equals(key))) return { verdict: 'revoked-by-file', lines, namesToWrite };
  if (verdict === 'unknown' && withoutPort !== null) {
    // Another key without the port may be another server's: only the same key says something.
    const more = keysOf(target, withoutPort);
    const second = judge(more, key);
    if (second === 'known' || second === 'revoked') return { verdict: second, lines: more, namesToWrite };
    return { verdict, lines: [...lines, ...more], namesToWrite };
  }
  if (verdict === 'known' && byAddress?.verdict === 'changed') {
    return { verdict: 'address-changed', lines: byAddress.lines, namesToWrite };
  }
  return { verdict, lines, namesToWrite };
}

/** CheckHostIP: what is listed under the address. Null if it is not asked for, or says nothing new. */
function judgeAddress(target: Target, { key, address }: Shown) {
  if (!target.checkHostIp || address === null || isLoopback(address) || target.hostName === address) {
    return null;
  }
  const name = withPort(address, target.port);
  const lines = keysOf(target, name);
  return { name, lines, verdict: judge(lines, key) };
}

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

// known_hosts as sshd(8) describes it: plain and hashed names, [host]:port, patterns, @revoked, @cert-authority.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { matchesPatternList } from './pattern';
import { parsePublicKey } from './public-key';

export interface KnownKey {
  readonly marker: '@revoked' | '@cert-authority' | null;
  readonly type: string;
  readonly blob: Buffer;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** As long as the hash; OpenSSH reads no other. */
export const SALT_NBYTES = 20;

/**
 * The keys that some files list for a name (`host`, `[host]:port` or an alias). A file that cannot be read lists none,
 * as for OpenSSH.
 */
export const knownKeys = (files: readonly string[], name: string): KnownKey[] =>
  files.flatMap((file) => keysIn(readIfPossible(file), name, file));

/** The same for one file's text. Lines that make no sense are passed over, as OpenSSH does. */
export function keysIn(text: string, name: string, file: string): KnownKey[] {
  return text.split('\n').flatMap((content, index) => {
    const match = /^[ \t]*(?:(@\S*)[ \t]+)?([^ \t#@][^ \t]*)[ \t]+(.*)$/s.exec(content);
    if (match === null) return [];
    const [, marker = null, names, rest] = match;
    if (!isMarker(marker) || !listsName(names, name)) return [];
    const key = parsePublicKey(rest);
    return key === null ? [] : [{ marker, ...key, file, line: index + 1 }];
  });
}

/**
 * What the lines of one name say of the key that a host shows. Any line with it makes it known, a @revoked one forbids
 * it.
 */
export function judge(known: readonly KnownKey[], shown: Buffer): 'known' | 'unknown' | 'changed' | 'revoked' {
  const same = known.filter(({ blob }) => blob.equals(shown));
  if (same.some(({ marker }) => marker === '@revoked')) return 'revoked';
  if (same.some(({ marker }) => marker === null)) return 'known';
  return known.some(({ marker }) => marker === null) ? 'changed' : 'unknown';
}

/** HashKnownHosts: |1|salt|HMAC-SHA1(salt, name). */
export function hashName(name: string, salt: Buffer): string {
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

function listsName(names: string, name: string): boolean {
  if (!names.startsWith('|')) return matchesPatternList(name, names, { ignoreCase: true });
  const salt = Buffer.from(names.split('|')[2] ?? '', 'base64');
  return salt.length === SALT_NBYTES && hashName(name, salt) === names;
}

const isMarker = (marker: string | null): marker is KnownKey['marker'] =>
  marker === null || marker === '@revoked' || marker === '@cert-authority';

function readIfPossible(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

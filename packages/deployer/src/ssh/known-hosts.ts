// known_hosts as sshd(8) describes it: plain and hashed names, [host]:port, wildcards, @revoked, @cert-authority.
import { createHash, createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { glob } from 'ssh-config';

export interface KnownKey {
  readonly marker: '@revoked' | '@cert-authority' | null;
  readonly type: string;
  /** The public key in base64, as it stands in the file. */
  readonly key: string;
}

export type Verdict = 'known' | 'unknown' | 'changed' | 'revoked' | 'certificate';

/** The keys that some files list for a name (`host`, `[host]:port` or an alias). Files that are not there list none. */
export function knownKeys(files: readonly string[], name: string): KnownKey[] {
  return files.filter(existsSync).flatMap((file) => keysIn(readFileSync(file, 'utf8'), name));
}

/** The same for one file's text. Lines that make no sense are passed over, as OpenSSH does. */
export function keysIn(text: string, name: string): KnownKey[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    if (fields[0].startsWith('#')) return [];
    const marker = fields[0] === '@revoked' || fields[0] === '@cert-authority' ? fields[0] : null;
    const [names, type, key] = marker === null ? fields : fields.slice(1);
    return key !== undefined && listsName(names, name) ? [{ marker, type, key }] : [];
  });
}

/** What the files say of the key that a host shows. Any line with it makes it known, a @revoked one forbids it. */
export function judge(known: readonly KnownKey[], shown: Buffer): Verdict {
  const key = shown.toString('base64');
  if (known.some((entry) => entry.marker === '@revoked' && entry.key === key)) return 'revoked';
  const plain = known.filter((entry) => entry.marker === null);
  if (plain.some((entry) => entry.key === key)) return 'known';
  if (plain.length > 0) return 'changed';
  return known.some((entry) => entry.marker === '@cert-authority') ? 'certificate' : 'unknown';
}

/** As ssh-keygen -l prints it. */
export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** The type at the head of an SSH public key, for example ssh-ed25519. RFC 4253 section 6.6. */
export const keyType = (key: Buffer): string => key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');

/** HashKnownHosts: |1|salt|HMAC-SHA1(salt, name). */
function listsName(names: string, name: string): boolean {
  if (!names.startsWith('|1|')) return glob(names, name);
  const [, , salt, hash] = names.split('|');
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

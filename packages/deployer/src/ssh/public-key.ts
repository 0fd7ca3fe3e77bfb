// Public keys as SSH writes them: a type and base64 in files; inside, fields with their lengths. RFC 4253 section 6.6.
import { createHash } from 'node:crypto';

export interface PublicKey {
  /** The key's own type: `ssh-rsa`, also where a file's line says `rsa-sha2-512`. */
  readonly type: string;
  readonly blob: Buffer;
}

/** How many fields a key of each type has, with the type itself. */
const NUM_FIELDS: Readonly<Record<string, number>> = {
  'ssh-ed25519': 2,
  'ecdsa-sha2-nistp256': 3,
  'ecdsa-sha2-nistp384': 3,
  'ecdsa-sha2-nistp521': 3,
  'ssh-rsa': 3,
  'ssh-dss': 5,
  'sk-ssh-ed25519@openssh.com': 3,
  'sk-ecdsa-sha2-nistp256@openssh.com': 4,
};
const RSA_SIGNATURES = ['rsa-sha2-256', 'rsa-sha2-512'];
/** OpenSSH reads no shorter RSA key. */
const MIN_RSA_BITS = 1024;

/** One line's `type base64 comment`; null if OpenSSH would not read it. */
export function parsePublicKey(text: string): PublicKey | null {
  const [word, base64] = text.trim().split(/[ \t]+/);
  if (base64 === undefined || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  const blob = Buffer.from(base64, 'base64');
  const type = RSA_SIGNATURES.includes(word) ? 'ssh-rsa' : word;
  return isWellFormed(blob) && keyType(blob) === type ? { type, blob } : null;
}

/** The first line of a .pub file that is a public key. A private key is none. */
export function publicKeyIn(text: string): PublicKey | null {
  if (text.startsWith('-----BEGIN')) return null;
  for (const line of text.split('\n')) {
    const key = parsePublicKey(line);
    if (key !== null) return key;
  }
  return null;
}

/** Whether a key is whole, of a known type, and not shorter than OpenSSH allows. */
export function isWellFormed(blob: Buffer): boolean {
  const fields = fieldsOf(blob);
  if (fields === null || fields.length !== NUM_FIELDS[fields[0].toString('latin1')]) return false;
  return keyType(blob) !== 'ssh-rsa' || numBits(fields[2]) >= MIN_RSA_BITS;
}

/** As ssh-keygen -l prints it. */
export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** The type at the head of a public key, for example ssh-ed25519. */
export const keyType = (key: Buffer): string => key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');

/** Whether a key's private half is in a hardware token that speaks FIDO. */
export const isFido = (type: string): boolean => type.startsWith('sk-');

export const describeKey = (key: Buffer): string => `${keyType(key)} ${fingerprint(key)}`;

/** Splits bytes into their length-prefixed fields; null if the lengths do not fit. */
function fieldsOf(bytes: Buffer): Buffer[] | null {
  const fields: Buffer[] = [];
  let position = 0;
  while (position < bytes.length) {
    const start = position + 4;
    if (start > bytes.length) return null;
    position = start + bytes.readUInt32BE(position);
    if (position > bytes.length) return null;
    fields.push(bytes.subarray(start, position));
  }
  return fields.length === 0 ? null : fields;
}

/** Of a positive integer in SSH's form, most significant byte first. */
const numBits = (integer: Buffer): number => BigInt(`0x0${integer.toString('hex')}`).toString(2).length;

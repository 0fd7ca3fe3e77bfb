// Private keys in every form that ssh reads: OpenSSH's own, PEM, PKCS#8.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { utils, type ParsedKey } from 'ssh2';

/** The key; null where it is encrypted. Throws an Error that says what is wrong. */
export function parsePrivateKey(text: string): ParsedKey | null {
  const key = utils.parseKey(text);
  if (!(key instanceof Error)) return requirePrivate(key);
  if (/encrypted/i.test(key.message) || /^-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(text)) return null;
  if (!text.includes('-----BEGIN') || text.includes('-----BEGIN OPENSSH')) throw key;
  return requirePrivate(parsed(inSsh2sForm(createPrivateKey(text))));
}

/**
 * The public half of OpenSSH's own form, which lies open in an encrypted key too; null for other forms. PROTOCOL.key in
 * OpenSSH.
 */
export function clearPublicHalf(text: string): Buffer | null {
  const match = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+)-----END/.exec(text);
  if (match === null) return null;
  const bytes = Buffer.from(match[1], 'base64');
  let position = OPENSSH_MAGIC.length;
  const readField = () => {
    const start = position + 4;
    position = start + bytes.readUInt32BE(position);
    return bytes.subarray(start, position);
  };
  try {
    // Cipher, kdf, its options; then the number of keys, which is always 1.
    for (let i = 0; i < 3; i++) readField();
    position += 4;
    return readField();
  } catch {
    return null;
  }
}

const OPENSSH_MAGIC = 'openssh-key-v1\0';

/** ssh2 1.17 reads PEM of RSA and ECDSA, and Ed25519 in OpenSSH's form only. */
function inSsh2sForm(key: KeyObject): string {
  if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'pem' }) as string;
  if (key.asymmetricKeyType === 'ec') return key.export({ type: 'sec1', format: 'pem' }) as string;
  if (key.asymmetricKeyType === 'ed25519') return ed25519InOpenSshForm(key);
  throw new Error(`a key of type ${key.asymmetricKeyType ?? 'unknown'}, which SSH does not have`);
}

function ed25519InOpenSshForm(key: KeyObject): string {
  const { x = '', d = '' } = key.export({ format: 'jwk' });
  const [seed, point] = [d, x].map((text) => Buffer.from(text, 'base64url'));
  const publicHalf = Buffer.concat(['ssh-ed25519', point].map(field));
  const check = Buffer.alloc(8);
  const secret = [check, publicHalf, field(Buffer.concat([seed, point])), field('')];
  const length = Buffer.concat(secret).length;
  const padding = Buffer.from(Array.from({ length: -length & 7 }, (_, index) => index + 1));
  const bytes = Buffer.concat([
    Buffer.from(OPENSSH_MAGIC),
    ...['none', 'none', ''].map(field),
    uint32(1),
    field(publicHalf),
    field(Buffer.concat([...secret, padding])),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function parsed(text: string): ParsedKey {
  const key = utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}

function requirePrivate(key: ParsedKey): ParsedKey {
  if (key.isPrivateKey()) return key;
  throw new Error('it holds a public key');
}

// How a key may sign. ssh2 picks an RSA key's signature from the host's list, SHA-1 without one;
// PubkeyAcceptedAlgorithms has the last word.
import type { ParsedKey, SigningRequestOptions } from 'ssh2';
import { RSA_SIGNATURES } from './algorithms';

type Hash = SigningRequestOptions['hash'];

/** Not to be signed; the connection continues with the next key. */
export class ForbiddenSignature extends Error {}

export interface SigningRule {
  /** Under which name the key is shown to the host. */
  readonly type: string;
  /** The hash to sign with where ssh2 chose `chosen`. Throws ForbiddenSignature. */
  hash(chosen: Hash): Hash;
}

const NAMES: Readonly<Record<string, string>> = { sha1: 'ssh-rsa', sha256: 'rsa-sha2-256', sha512: 'rsa-sha2-512' };

/** Null where `accepted`, the algorithms of PubkeyAcceptedAlgorithms, has none for keys of this type. */
export function signingRule(type: string, accepted: readonly string[]): SigningRule | null {
  if (type !== 'ssh-rsa') return accepted.includes(type) ? { type, hash: (chosen) => chosen } : null;
  const allowed = RSA_SIGNATURES.filter((name) => accepted.includes(name));
  if (allowed.length === 0) return null;
  // ssh2 would take 256 wherever the host does.
  if (allowed.includes('rsa-sha2-512') && !allowed.includes('rsa-sha2-256'))
    return { type: 'rsa-sha2-512', hash: () => 'sha512' };
  return {
    type,
    hash(chosen) {
      const name = NAMES[chosen ?? 'sha1'];
      if (allowed.includes(name)) return chosen;
      throw new ForbiddenSignature(
        `it takes RSA keys with ${name} signatures only, which PubkeyAcceptedAlgorithms leaves out: use an Ed25519 key, ` +
          `or add "PubkeyAcceptedAlgorithms +${name}"`,
      );
    },
  };
}

/** The key under another name; ssh2 shows a key as what it says to be. */
export const named = (key: ParsedKey, type: string): ParsedKey =>
  Object.create(key, { type: { value: type } }) as ParsedKey;

/** The key, signing by the rule only. */
export function ruled(key: ParsedKey, rule: SigningRule): ParsedKey {
  const sign = (data: Buffer, chosen: Hash) => {
    try {
      return key.sign(data, rule.hash(chosen));
    } catch (error) {
      return error;
    }
  };
  return Object.create(named(key, rule.type), { sign: { value: sign } }) as ParsedKey;
}

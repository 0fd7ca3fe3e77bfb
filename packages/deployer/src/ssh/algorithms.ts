// Which algorithms a connection may use: what the user's ssh would, as far as ssh2 can.
import type { ConnectConfig } from 'ssh2';
import {
  SUPPORTED_CIPHER,
  SUPPORTED_KEX,
  SUPPORTED_MAC,
  SUPPORTED_SERVER_HOST_KEY,
} from 'ssh2/lib/protocol/constants.js';
import { BitplaneError } from '@bitplane/model';
import { OPENSSH_9_2 } from './ssh-config';
import type { Target } from './target';

/** How an RSA key may sign; the last is SHA-1. */
export const RSA_SIGNATURES = ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'];

/** Of PubkeyAcceptedAlgorithms. */
export const acceptedAlgorithms = ({ pubkeyAcceptedAlgorithms }: Target): readonly string[] =>
  pubkeyAcceptedAlgorithms ?? OPENSSH_9_2.algorithms.defaults.pubkeyacceptedalgorithms;

/** The four things that both sides must agree on, by their names in ssh2. */
export const NEGOTIATED = {
  kex: { what: 'key exchanges', option: 'KexAlgorithms', supported: SUPPORTED_KEX },
  serverHostKey: { what: 'types of host keys', option: 'HostKeyAlgorithms', supported: SUPPORTED_SERVER_HOST_KEY },
  cipher: { what: 'ciphers', option: 'Ciphers', supported: SUPPORTED_CIPHER },
  hmac: { what: 'MACs', option: 'MACs', supported: SUPPORTED_MAC },
} as const;

export type Negotiated = keyof typeof NEGOTIATED;

/**
 * What to offer, best first. `knownTypes` are the types of the keys that known_hosts lists: they come first, else the
 * host would show a key that nobody has confirmed. Throws E_HOST where ssh2 has nothing of what an option allows.
 */
export function algorithmsFor(target: Target, knownTypes: readonly string[]): ConnectConfig['algorithms'] {
  const { defaults } = OPENSSH_9_2.algorithms;
  const allowed: Record<Negotiated, readonly string[]> = {
    kex: target.kexAlgorithms ?? defaults.kexalgorithms,
    serverHostKey: orderedHostKeys(target.hostKeyAlgorithms ?? defaults.hostkeyalgorithms, knownTypes),
    cipher: target.ciphers ?? defaults.ciphers,
    hmac: target.macs ?? defaults.macs,
  };
  const offered = Object.entries(allowed).map(([kind, names]) => {
    const { option, supported } = NEGOTIATED[kind as Negotiated];
    const usable = names.filter((name) => supported.includes(name));
    if (usable.length > 0) return [kind, usable] as const;
    throw new BitplaneError(
      'E_HOST',
      `${target.name}: ${option} ${names.join(',')} of the ssh_config leaves nothing that the SSH library here (ssh2) has: ` +
        `add one of ${supported.join(', ')}`,
    );
  });
  return Object.fromEntries(offered);
}

/**
 * ssh's order_hostkeyalgs. A list that the user wrote out, or put names in front of, is taken as it is; one that starts
 * with a certificate is ssh's own with `+` or `-`.
 */
function orderedHostKeys(names: readonly string[], knownTypes: readonly string[]): readonly string[] {
  const isKnown = (name: string) => knownTypes.includes(plainType(name));
  if (!isCertificate(names[0]) || isKnown(names[0])) return names;
  return [...names.filter(isKnown), ...names.filter((name) => !isKnown(name))];
}

export const isCertificate = (type: string): boolean => /-cert-v0\d@openssh\.com$/.test(type);

const plainType = (name: string): string => {
  const plain = name.replace(/-cert-v0\d@openssh\.com$/, '');
  return RSA_SIGNATURES.includes(plain) ? 'ssh-rsa' : plain;
};

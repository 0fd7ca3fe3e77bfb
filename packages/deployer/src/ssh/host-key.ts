// Decides on the key that a host shows, and says how to accept one that is refused.
import { existsSync } from 'node:fs';
import { BitplaneError } from '@bitplane/model';
import type { Target } from './config';
import { fingerprint, judge, keyType, knownKeys, type KnownKey } from './known-hosts';

/** Signature algorithms of a key type, best first. ssh2 offers these by its own order otherwise. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

export interface HostKeyCheck {
  /** For ssh2: the types of the known keys first, as OpenSSH does; else a host would show a key that is not pinned. */
  readonly algorithms: readonly string[];
  /** For ssh2's hostVerifier: without it, every key would be accepted. */
  accepts(key: Buffer): boolean;
  /** Why a key was refused; null while none was. */
  refusal(): BitplaneError | null;
}

export function checkHostKey(target: Target): HostKeyCheck {
  const known = knownKeys(target.knownHostsFiles, target.hostKeyName);
  let refusal: BitplaneError | null = null;
  return {
    algorithms: orderedAlgorithms(known),
    accepts(key) {
      const verdict = judge(known, key);
      if (verdict === 'known') return true;
      refusal = new BitplaneError('E_HOST_KEY', REASONS[verdict](target, key));
      return false;
    },
    refusal: () => refusal,
  };
}

function orderedAlgorithms(known: readonly KnownKey[]): string[] {
  const types = new Set([
    ...known.filter(({ marker }) => marker === null).map(({ type }) => type),
    ...Object.keys(ALGORITHMS),
  ]);
  return [...types].flatMap((type) => ALGORITHMS[type] ?? []);
}

const REASONS = {
  unknown: (target: Target, key: Buffer) =>
    `${target.name} shows a key that no known_hosts file lists, ${describe(key)}: compare it with the board's own ` +
    `(ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub there), then accept it with: ${acceptLine(target, key)}`,
  changed: (target: Target, key: Buffer) =>
    `${target.name} shows another key than known_hosts lists, ${describe(key)}: somebody may be in between, or the board was set up anew; ` +
    `if you know why, forget the old key with: ssh-keygen -R '${target.hostKeyName}' -f ${fileToWrite(target)} ; then: ${acceptLine(target, key)}`,
  revoked: (target: Target, key: Buffer) =>
    `${target.name} shows a key that known_hosts marks @revoked, ${describe(key)}: give the board another host key`,
  certificate: (target: Target, key: Buffer) =>
    `${target.name} is listed in known_hosts by a @cert-authority only, which is not supported: its plain key is ${describe(key)}, ` +
    `accept it with: ${acceptLine(target, key)}`,
};

const describe = (key: Buffer): string => `${keyType(key)} ${fingerprint(key)}`;

/** ssh-keyscan cannot look through a jump host and knows no alias; there ssh itself asks and writes. */
function acceptLine(target: Target, key: Buffer): string {
  const isPlain = target.jump === null && target.hostKeyName.includes(target.hostName);
  if (!isPlain) return `ssh ${target.destination} true`;
  const type = keyType(key).replace(/^ssh-|-sha2-.*$/g, '');
  return `ssh-keyscan -t ${type} -p ${target.port} ${target.hostName} >> ${fileToWrite(target)}`;
}

const fileToWrite = ({ knownHostsFiles }: Target): string =>
  knownHostsFiles.find(existsSync) ?? knownHostsFiles[0] ?? '~/.ssh/known_hosts';

// Decides on the key that a host shows; keeps a new one if the user wants that.
import { BitplaneError } from '@bitplane/model';
import { hostKeyRejection } from './host-key-rejection';
import { describeKey } from './public-key';
import { rememberHostKey, type NewHostKey } from './remember-host-key';
import { readRevokedKeys } from './revoked-host-keys';
import type { Target } from './target';
import { judgeHost, type Shown } from './trust';

export interface HostKeyCheck {
  /** For ssh2's hostVerifier: without it, every key would be accepted. */
  accepts(shown: Shown): boolean;
  /** Why a key was rejected; null while none was. */
  rejection(): BitplaneError | null;
  /**
   * To be called when the host has proved to own the key: writes an accepted new one. Returns the line to show; null if
   * it was known.
   */
  remember(): string | null;
}

/** The same host, and those on the way to it, with StrictHostKeyChecking accept-new. */
export const acceptingNewKeys = (target: Target): Target => ({
  ...target,
  strictHostKeyChecking: 'accept-new',
  jump: target.jump === null ? null : acceptingNewKeys(target.jump),
});

/** Throws E_HOST_KEY if RevokedHostKeys cannot be read. */
export function checkHostKey(target: Target): HostKeyCheck {
  const revoked = target.revokedHostKeys === null ? [] : readRevokedKeys(target.revokedHostKeys);
  let rejection: BitplaneError | null = null;
  let newKey: NewHostKey | null = null;
  return {
    accepts(shown) {
      const { verdict, lines, namesToWrite } = judgeHost(target, shown, revoked);
      const acceptsNew = target.strictHostKeyChecking === 'accept-new';
      const [file] = target.userKnownHostsFiles;
      if (verdict === 'known' || (verdict === 'address-changed' && acceptsNew)) return true;
      if (verdict === 'unknown' && acceptsNew && file !== undefined) {
        newKey = { file, names: namesToWrite, key: shown.key, hashed: target.hashKnownHosts };
        return true;
      }
      rejection = new BitplaneError('E_HOST_KEY', hostKeyRejection(target, shown.key, { verdict, lines }));
      return false;
    },
    rejection: () => rejection,
    remember: () => (newKey === null ? null : keep(target.name, newKey)),
  };
}

/** A key that cannot be written is accepted for this once, as by ssh. */
function keep(host: string, newKey: NewHostKey): string {
  const accepted = `host key: accepted ${describeKey(newKey.key)} of ${host}, which was new`;
  if (newKey.file === '/dev/null') return `${accepted}; it is not remembered, because UserKnownHostsFile is /dev/null`;
  try {
    rememberHostKey(newKey);
    return `${accepted}; it is in ${newKey.file} now`;
  } catch (error) {
    return `${accepted}; it is not remembered, because ${newKey.file} cannot be written (${(error as NodeJS.ErrnoException).code})`;
  }
}

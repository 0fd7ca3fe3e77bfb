// Who runs this, as the system's user database says.
import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';

export interface LocalUser {
  /** Null for a user id without an entry, as in containers that run under any id. */
  readonly name: string | null;
  readonly home: string;
  readonly uid: number;
}

export function localUser(): LocalUser {
  try {
    const { username, homedir, uid } = userInfo();
    return { name: username, home: homedir, uid };
  } catch {
    return { name: null, home: process.env.HOME ?? '/', uid: process.getuid?.() ?? -1 };
  }
}

/** Only where Include looks for files, OpenSSH asks HOME first. */
export const homeFolder = (): string => process.env.HOME ?? localUser().home;

/** The path with ~ or ~user at its start replaced; null where there is no such user. */
export function expandTilde(path: string, home = localUser().home): string | null {
  const match = /^~([^/]*)\/*(.*)$/s.exec(path);
  if (match === null) return path;
  const [, name, rest] = match;
  const folder = name === '' ? home : homeOf(name);
  return folder === null ? null : `${folder.replace(/\/$/, '')}/${rest}`;
}

/** Node has no call for this; a POSIX shell has. */
function homeOf(name: string): string | null {
  if (!/^[\w.-]+$/.test(name)) return null;
  const { stdout } = spawnSync('/bin/sh', ['-c', `printf %s ~${name}`], { encoding: 'utf8' });
  return stdout.startsWith('/') ? stdout : null;
}

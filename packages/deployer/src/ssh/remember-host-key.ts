// Writes a new host's key as ssh does with StrictHostKeyChecking accept-new: one line at the end of the first
// UserKnownHostsFile.
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { hashName, SALT_NBYTES } from './known-hosts';
import { keyType } from './public-key';

export interface NewHostKey {
  readonly file: string;
  readonly names: readonly string[];
  readonly key: Buffer;
  readonly hashed: boolean;
}

/** Throws what writing throws. Hashed names have a line each: a hash holds one name. */
export function rememberHostKey({ file, names, key, hashed }: NewHostKey): void {
  const lists = hashed ? names.map((name) => hashName(name, randomBytes(SALT_NBYTES))) : [names.join(',')];
  const lines = lists.map((list) => `${list} ${keyType(key)} ${key.toString('base64')}\n`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  appendFileSync(file, `${endsWithinLine(file) ? '\n' : ''}${lines.join('')}`, { mode: 0o600 });
}

function endsWithinLine(file: string): boolean {
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  const text = readFileSync(file, 'latin1');
  return text !== '' && !text.endsWith('\n');
}

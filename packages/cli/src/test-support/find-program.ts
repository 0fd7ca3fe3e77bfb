// Programs that a machine may lack.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program is, or null. Servers are looked for where they lie too, to which a user's PATH does not lead. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find(existsSync) ?? null;
}

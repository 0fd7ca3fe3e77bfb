// Programs that a test needs and a machine may lack.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program is, by PATH and in the folders of system programs; null if nowhere. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

/** `test` where the program was found. Elsewhere a skipped test that names it; on a build machine that is a failure. */
export function skipUnless(found: unknown, name: string): (title: string, body: () => Promise<void>) => void {
  if (found !== null && found !== false) return test;
  if (process.env.CI)
    return (title) => test(title, () => Promise.reject(new Error(`expected ${name} on this machine`)));
  return (title, body) => test.skip(`${title} (needs ${name})`, body);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// A file that the user names with an option.
import { existsSync, readFileSync } from 'node:fs';
import { BitplaneError, userPath } from '@bitplane/model';

/** Throws E_MISSING_FILE naming the option. */
export function readInput(path: string, option: string): Buffer {
  const file = userPath(path);
  if (existsSync(file)) return readFileSync(file);
  throw new BitplaneError('E_MISSING_FILE', `${option}: expected a file, found none at ${file}`);
}

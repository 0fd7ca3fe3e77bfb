// `--classes`: the names of the scores, from a file.
import { existsSync } from 'node:fs';
import { BitplaneError } from '@bitplane/model';
import { readFile } from '../read-file';

const LIKE = 'a name on each line, or a list of names in JSON';

/** In the order of the scores. Throws E_MISSING_FILE, and E_FILE for a file that holds something else. */
export function readClassNames(path: string): string[] {
  const next = existsSync(path) ? '' : `; give a file with ${LIKE}`;
  const text = readFile(path, `expected the names of classes, found no file ${path}${next}`).toString();
  const names: unknown = text.trimStart().startsWith('[') ? parse(path, text) : text.trim().split(/\r?\n/);
  const isList = Array.isArray(names) && names.length > 0;
  if (
    isList &&
    names.every((name): name is string => typeof name === 'string' && name.trim() !== '' && !name.includes('\0'))
  )
    return names.map((name) => name.trim());
  throw new BitplaneError('E_FILE', `${path}: expected ${LIKE}, got something else`);
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${path}: expected ${LIKE}, got JSON that is damaged`, { cause });
  }
}

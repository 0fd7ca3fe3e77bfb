import { BitplaneError } from '@bitplane/model';

const COPY = 'copy the whole folder again';

/** Throws E_FILE. @param where the file, or a place in it. */
export function reject(where: string, expected: string, got: unknown, next = COPY): never {
  throw new BitplaneError('E_FILE', `${where}: expected ${expected}, got ${String(got)}; ${next}`);
}

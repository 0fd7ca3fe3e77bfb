// Puts files and folders into place whole or not at all: made under a name of their own, then renamed.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const MARK = '.part-';

/** A name beside `target`, on the same disk, that no other running set-up uses. */
export const partOf = (target) => join(dirname(target), `${basename(target)}${MARK}${process.pid}`);

/**
 * Calls make(part) to build a file or folder under the name `part`, then renames it to `target`, replacing what was
 * there. Where make throws, `target` stays as it was and the part is removed.
 */
export async function placeWhole(target, make) {
  const part = partOf(target);
  mkdirSync(dirname(target), { recursive: true });
  rmSync(part, { recursive: true, force: true });
  try {
    const result = await make(part);
    rmSync(target, { recursive: true, force: true });
    renameSync(part, target);
    return result;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** Removes what interrupted set-ups left in a folder; parts of one that still runs stay. */
export function removeStaleParts(folder) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const at = name.lastIndexOf(MARK);
    if (at >= 0 && !isRunning(Number(name.slice(at + MARK.length))))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    return false;
  }
}

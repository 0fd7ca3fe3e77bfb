// What is said about files and folders that were left out.
import { relative } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import type { LeftOut } from './dataset';

const SHOWN = 3;

/** What --strict rejects: files in class folders that look as if they were meant. */
const UNINTENDED: readonly LeftOut['reason'][] = [
  'not an image',
  'neither PNG nor JPEG',
  'damaged',
  'a link to nothing',
];

/**
 * `left out: hidden (2): .git, a/.DS_Store; damaged (1): cats/3.png`; null where nothing was. Paths are relative to
 * `folder`.
 */
export function leftOutLine(leftOut: readonly LeftOut[], folder: string): string | null {
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))];
  const counts = reasons.map((reason) => {
    const paths = leftOut.filter((each) => each.reason === reason).map(({ path }) => relative(folder, path));
    return `${reason} (${paths.length}): ${examples(paths)}`;
  });
  return counts.length === 0 ? null : `left out: ${counts.join('; ')}`;
}

/** Throws E_FILE where --strict rejects some of what was left out. */
export function requireNothingLeftOut(leftOut: readonly LeftOut[]): void {
  const unintended = leftOut.filter(({ reason }) => UNINTENDED.includes(reason));
  if (unintended.length === 0) return;
  throw new BitplaneError(
    'E_FILE',
    `expected only PNG and JPEG images, got ${examples(unintended.map(({ path, reason }) => `${path} (${reason})`))}: ` +
      'remove them, or leave --strict out to do without them',
  );
}

function examples(items: readonly string[]): string {
  const more = items.length > SHOWN ? ` and ${items.length - SHOWN} more` : '';
  return `${items.slice(0, SHOWN).join(', ')}${more}`;
}

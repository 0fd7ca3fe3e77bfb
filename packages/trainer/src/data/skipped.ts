// What is said about files that were left out.
import type { SkippedFile } from './dataset';

const SHOWN = 10;

/** A line for each of the first files, and how many there are. */
export function reportSkipped(skipped: readonly SkippedFile[]): void {
  if (skipped.length === 0) return;
  const lines = skipped.slice(0, SHOWN).map(({ path, reason }) => `skipped ${path}: ${reason}`);
  if (skipped.length > SHOWN) lines.push(`… and ${skipped.length - SHOWN} more`);
  const files =
    skipped.length === 1 ? 'One file is no picture and was' : `${skipped.length} files are no pictures and were`;
  process.stderr.write(`${lines.join('\n')}\n${files} left out; --strict refuses instead.\n`);
}

// `ssh -G` prints a list of files with spaces between, and does not quote a name that has one.
import { existsSync } from 'node:fs';

/** The names: the longest that are there; else a word that is no absolute path belongs to the name before it. */
export function splitFileList(line: string): string[] {
  const words = line.split(' ');
  const files: string[] = [];
  for (let first = 0; first < words.length;) {
    const name = (end: number): string => words.slice(first, end).join(' ');
    let end = words.length;
    while (end > first && !existsSync(name(end))) end--;
    if (end === first) {
      end++;
      while (end < words.length && !words[end].startsWith('/')) end++;
    }
    files.push(name(end));
    first = end;
  }
  return files;
}

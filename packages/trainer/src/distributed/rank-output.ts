// Where the output of a rank goes: the first rank speaks for all; what each of them says is kept in a log of its own.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '@bitplane/cli';

export interface RankOutput {
  /** To the user, whichever rank this is. */
  say(text: string): void;
}

/**
 * From now on what this process writes to stdout and stderr is appended to <folder>/rank-<n>.log; of the first rank it
 * appears as well. The other ranks say what all of them say, or fail in the same way.
 */
export function keepOutput(folder: string, rank: number): RankOutput {
  makeFolder(folder);
  const path = join(folder, `rank-${rank}.log`);
  appendFileSync(path, `--- ${new Date().toISOString()}, process ${process.pid}\n`);
  const stderr = process.stderr.write.bind(process.stderr);
  for (const stream of [process.stdout, process.stderr]) {
    const original = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      appendFileSync(path, chunk);
      if (rank === 0) return original(chunk, ...rest);
      rest.findLast((each): each is () => void => typeof each === 'function')?.();
      return true;
    };
  }
  return {
    say(text) {
      appendFileSync(path, text);
      stderr(text);
    },
  };
}

// clean: removes from the board what push has put there.
import { posix } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { boardFiles } from './board/files';
import { withBoard, type HostOptions } from './board/open';
import { exec, kindOfRefusal, lastLine, quote } from './ssh';

export interface CleanOptions extends HostOptions {
  readonly remoteDir: string;
}

export interface Cleaned {
  /** Files that were removed, by their paths in the folder; null: there was no such folder. */
  readonly removed: readonly string[] | null;
  /** What else is in the folder, and stays. */
  readonly kept: readonly string[];
}

const EXIT_NO_FOLDER = 67;

/** Throws E_DENIED or E_BOARD where a file cannot be removed, and what connecting throws. */
export function clean(options: CleanOptions): Promise<Cleaned> {
  const folder = posix.dirname(boardFiles(options.remoteDir, '').program);
  return withBoard(options, async ({ link, host, signal }) => {
    const { code, stdout, stderr } = await exec(link, cleanScript(folder), {
      name: 'clean',
      timeoutSeconds: 60,
      onTimeout: 'is the disk there?',
      signal,
    });
    if (code === EXIT_NO_FOLDER) return { removed: null, kept: [] };
    const lines = stdout.split('\n');
    if (code !== 0) {
      throw new BitplaneError(kindOfRefusal(stderr), `${host}: ${folder} cannot be emptied (${lastLine(stderr)})`);
    }
    const named = (mark: string): string[] =>
      lines.filter((line) => line.startsWith(`${mark} `)).map((line) => line.slice(mark.length + 1));
    return { removed: named('removed'), kept: named('kept') };
  });
}

/** A folder in it is a network's if it has both of the files that push puts there, whole or in part. */
const cleanScript = (folder: string): string => `
LC_ALL=C; export LC_ALL
cd ${quote(folder)} 2> /dev/null || exit ${EXIT_NO_FOLDER}
remove() {
  [ -f "$1" ] && [ ! -L "$1" ] || return 0
  rm -f "$1" || exit 1
  echo "removed $1"
}
for file in bitplane bitplane.json images.bin bitplane.part-* bitplane.json.part-* images.bin.part-* .trial-*; do remove "$file"; done
for network in */; do
  [ -f "$network"model.bpm ] && [ -f "$network"golden.bpv ] || continue
  for file in "$network"model.bpm "$network"golden.bpv "$network"model.bpm.part-* "$network"golden.bpv.part-*; do
    remove "$file"
  done
  rmdir "$network" 2> /dev/null
done
# What a lost link has left of another engine.
for engine in */; do
  [ -f "$engine"run_engine.py ] || continue
  for file in "$engine"run_engine.py "$engine"twin-* "$engine"run_engine.py.part-*; do remove "$file"; done
  rmdir "$engine" 2> /dev/null
done
for file in * .[!.]*; do
  [ -e "$file" ] && echo "kept $file"
done
here=$(pwd)
cd / && rmdir "$here" 2> /dev/null
exit 0
`;

export function describeCleaned({ removed, kept }: Cleaned, { host, remoteDir }: CleanOptions): string {
  if (removed === null) return `${host}: there is no folder ${remoteDir}`;
  const files = `${removed.length} file${removed.length === 1 ? '' : 's'} removed from ${remoteDir}`;
  return `${host}: ${files}${kept.length === 0 ? '' : `; not ours, and kept: ${kept.join(', ')}`}`;
}

// The folder on the board, before anything is sent: it can be written, and programs can run from it.
import { BitplaneError } from '@bitplane/model';
import { exec, kindOfRefusal, lastLine, quote } from '../ssh';
import type { Room } from './fit';
import type { OpenBoard } from './open';

const EXIT_CANNOT_WRITE = 65;
const EXIT_CANNOT_RUN = 66;
/** Where programs can usually run: the message names the first one where they can. */
const OTHER_FOLDERS = ['/var/tmp', '/tmp', '/opt', '/usr/local', '/dev/shm'];

/**
 * Makes the folder, and says what room the files have in it. Throws E_DENIED, E_ROOM or E_BOARD with what to do where
 * the board's user cannot use it.
 */
export async function prepareFolder(
  { link, host, probe, signal }: OpenBoard,
  folder: string,
  files: readonly string[],
): Promise<Room> {
  if (!folder.startsWith('/') && probe.home === null) {
    throw new BitplaneError(
      'E_BOARD',
      `${host}: expected the user's home folder there, found none: make it, or name a folder with --remote-dir, for example --remote-dir /var/tmp/bitplane`,
    );
  }
  const { code, stdout, stderr } = await exec(link, trialScript(folder, files), {
    name: `trial of ${folder}`,
    timeoutSeconds: 60,
    onTimeout: 'choose another folder with --remote-dir',
    signal,
  });
  if (code === EXIT_CANNOT_RUN) {
    const other = stdout.trim();
    const example = other === '' ? '' : `, for example --remote-dir ${other}/bitplane`;
    throw new BitplaneError(
      'E_DENIED',
      `${host}: programs cannot run from ${folder} (${lastLine(stderr)}): its file system is probably mounted noexec; choose another folder with --remote-dir${example}`,
    );
  }
  if (code === 0) return readRoom(stdout);
  throw new BitplaneError(
    kindOfRefusal(stderr),
    `${host}: folder ${folder} cannot be written (${lastLine(stderr)}): choose another one with --remote-dir`,
  );
}

/** Lines `old N` per file, `part N` per part of one, and those of df, of which the last counts. */
function readRoom(stdout: string): Room {
  const sizes = (name: string): number[] =>
    [...stdout.matchAll(new RegExp(`^${name} (\\d+)$`, 'gm'))].map(([, size]) => Number(size));
  const blocks = Number(stdout.trim().split('\n').at(-1)?.trim().split(/\s+/)[3]);
  const parts = sizes('part').reduce((sum, size) => sum + size, 0);
  return { free: Number.isNaN(blocks) ? null : 1024 * blocks, old: sizes('old'), parts };
}

/**
 * Runs an empty program from the folder. Only "permission denied" (126) counts: a board may have no /bin/sh. Then
 * prints what readRoom reads.
 */
const trialScript = (folder: string, files: readonly string[]): string => `
LC_ALL=C; export LC_ALL
runs() {
  trial=$1
  printf '#!/bin/sh\\n' > "$1" && chmod 755 "$1" || { rm -f "$1"; return ${EXIT_CANNOT_WRITE}; }
  "$1"; code=$?
  rm -f "$1"
  [ $code != 126 ] || return ${EXIT_CANNOT_RUN}
}
trap 'rm -f "$trial"' EXIT; trap 'exit 1' HUP INT TERM PIPE
mkdir -p ${quote(folder)} || exit ${EXIT_CANNOT_WRITE}
# What a power cut has left.
for left in ${quote(folder)}/.trial-*; do
  [ -f "$left" ] && ! kill -0 "\${left##*-}" 2> /dev/null && rm -f "$left"
done
runs ${quote(folder.startsWith('/') ? folder : `./${folder}`)}/.trial-$$; result=$?
if [ $result = ${EXIT_CANNOT_RUN} ]; then
  for other in ${OTHER_FOLDERS.join(' ')}; do runs $other/.trial-$$ 2> /dev/null && echo $other && break; done
fi
[ $result = 0 ] || exit $result
${files
  .map(
    (file) => `[ -f ${quote(file)} ] && echo old $(($(wc -c < ${quote(file)}))) || echo old 0
for part in ${quote(file)}.part-*; do [ -f "$part" ] && echo part $(($(wc -c < "$part"))); done`,
  )
  .join('\n')}
df -Pk ${quote(folder)} 2> /dev/null
exit 0
`;

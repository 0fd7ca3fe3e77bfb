// The folder on the board, before anything is sent: it can be written, and programs can run from it.
import { BitplaneError } from '@bitplane/model';
import { exec, lastLine, quote } from '../ssh';
import type { OpenBoard } from './open';

const EXIT_CANNOT_WRITE = 65;
const EXIT_CANNOT_RUN = 66;
/** Where programs can usually run: the message names the first one where they can. */
const OTHER_FOLDERS = ['/var/tmp', '/tmp', '/opt', '/usr/local', '/dev/shm'];

/** Makes the folder. Throws E_BOARD with what to do where the board's user cannot use it. */
export async function prepareFolder({ link, host, probe, signal }: OpenBoard, folder: string): Promise<void> {
  if (!folder.startsWith('/') && probe.home === null) {
    throw new BitplaneError(
      'E_BOARD',
      `${host}: expected the user's home folder there, found none: make it, or name a folder with --remote-dir, for example --remote-dir /var/tmp/bitplane`,
    );
  }
  const { code, stdout, stderr } = await exec(link, trialScript(folder), {
    name: `trial of ${folder}`,
    timeoutSeconds: 60,
    onTimeout: 'choose another folder with --remote-dir',
    signal,
  });
  if (code === EXIT_CANNOT_RUN) {
    const other = stdout.trim();
    const example = other === '' ? '' : `, for example --remote-dir ${other}/bitplane`;
    throw new BitplaneError(
      'E_BOARD',
      `${host}: programs cannot run from ${folder} (${lastLine(stderr)}): its file system is probably mounted noexec; choose another folder with --remote-dir${example}`,
    );
  }
  if (code === 0) return;
  throw new BitplaneError(
    'E_BOARD',
    `${host}: folder ${folder} cannot be written (${lastLine(stderr)}): choose another one with --remote-dir`,
  );
}

/** Runs an empty program from the folder. Only "permission denied" (126) counts: a board may have no /bin/sh. */
const trialScript = (folder: string): string => `
runs() {
  printf '#!/bin/sh\\n' > "$1" && chmod 755 "$1" || { rm -f "$1"; return ${EXIT_CANNOT_WRITE}; }
  "$1"; code=$?
  rm -f "$1"
  [ $code != 126 ] || return ${EXIT_CANNOT_RUN}
}
mkdir -p ${quote(folder)} || exit ${EXIT_CANNOT_WRITE}
runs ${quote(folder.startsWith('/') ? folder : `./${folder}`)}/.trial-$$; result=$?
if [ $result = ${EXIT_CANNOT_RUN} ]; then
  for other in ${OTHER_FOLDERS.join(' ')}; do runs $other/.trial-$$ 2> /dev/null && echo $other && break; done
fi
exit $result
`;

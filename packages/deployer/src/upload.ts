// Files onto the board: only those that are not there yet, with a bar for each.
import { posix } from 'node:path';
import { requireSpace } from './board/fit';
import { prepareFolder } from './board/folder';
import { checksumCommand, type OpenBoard } from './board/open';
import { startProgress } from './progress';
import { kilobytes } from './report/quantities';
import { put, remoteSums, sha256, type FileToPut } from './ssh';

/** All go into the folder of the first, or below it. Throws E_ROOM, E_DENIED and what transferring throws. */
export async function upload(board: OpenBoard, files: readonly FileToPut[]): Promise<void> {
  const options = { checksumCommand: checksumCommand(board), signal: board.signal };
  const there = await remoteSums(
    board.link,
    files.map(({ path }) => path),
    options,
  );
  const isThere = ({ path, bytes }: FileToPut) => there.get(path) === sha256(bytes);
  const toSend = files.filter((file) => !isThere(file));
  if (toSend.length > 0) {
    const folder = posix.dirname(files[0].path);
    const paths = toSend.map(({ path }) => path);
    requireSpace(board.host, folder, toSend, await prepareFolder(board, folder, paths));
  }
  for (const file of files) {
    if (isThere(file)) {
      console.log(`upload: ${file.path} is already there`);
      continue;
    }
    const progress = startProgress(`uploading ${file.path}`, file.bytes.length, 'bytes');
    const first = await put(board.link, file, {
      ...options,
      onSent: (nbytes) => progress.update(nbytes),
    }).finally(() => progress.stop());
    const rest = first === 0 ? '' : `, of which ${kilobytes(first)} were there`;
    console.log(`upload: ${file.path}, ${kilobytes(file.bytes.length)}${rest}`);
  }
}

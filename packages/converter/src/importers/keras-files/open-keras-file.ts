// Which of Keras's files one is, by its content.
import { readStart } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { isFile, readFile } from '../read-file';
import { listsConfig, readArchive, startsLikeZip } from './archive';
import { Hdf5File, startsLikeHdf5 } from './hdf5-file';
import type { KerasFile } from './keras-file';
import { readH5 } from './read-h5';

const START_NBYTES = 4096;
const ENDING = /\.(h5|hdf5|keras)$/;

/**
 * A file named as one of Keras is one even where it is damaged: who reads it says how. Any other is one by its content.
 */
export function isKerasFile(path: string): boolean {
  if (!isFile(path)) return false;
  if (ENDING.test(path)) return true;
  const start = readStart(path, START_NBYTES);
  return startsLikeHdf5(start) || (startsLikeZip(start) && listsConfig(start));
}

/** Throws E_MISSING_FILE, and E_FILE for what is neither, or damaged. */
export function openKerasFile(path: string): KerasFile {
  const bytes = readFile(path, `expected a network of Keras, found no file ${path}`);
  if (startsLikeHdf5(bytes)) return readH5(new Hdf5File(path, bytes));
  if (startsLikeZip(bytes)) return readArchive(path, bytes);
  throw new BitplaneError(
    'E_FILE',
    `${path}: expected an HDF5 file or a .keras archive, got ${bytes.length === 0 ? 'an empty file' : 'a file of another kind'}; ` +
      'save the network with model.save("network.keras")',
  );
}

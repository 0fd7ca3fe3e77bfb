// A .keras file: a zip archive of the network's description and an HDF5 file of its weights.
import { BitplaneError } from '@bitplane/model';
import { unzipSync, type UnzipFileInfo } from 'fflate';
import { readJson } from '../keras/read-json';
import { Hdf5File } from './hdf5-file';
import type { KerasFile } from './keras-file';
import { weightsInOrder } from './weights-in-order';

const CONFIG = 'config.json';
const WEIGHTS = 'model.weights.h5';

export const startsLikeZip = (start: Buffer): boolean =>
  start.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'));

/** Whether Keras's description is in it: .pt files of PyTorch and many others are archives too. */
export const listsConfig = (start: Buffer): boolean => start.includes(CONFIG) || start.includes(WEIGHTS);

/**
 * Keras stores its files as they are. What others may have compressed does not become larger than this many times its
 * size: weights hardly shrink.
 */
const MAX_EXPANSION = 8;
/** A description of a few layers is mostly repetition. */
const ALWAYS_ALLOWED_NBYTES = 1 << 20;

/** Throws E_FILE for an archive that is damaged, expands to more than it should or lacks one of the two. */
export function readArchive(file: string, bytes: Buffer): KerasFile {
  const entries = unzip(file, bytes);
  const entry = (name: string): Uint8Array =>
    entries[name] ?? reject(file, `${name} in the archive`, whatIsThere(entries));
  const config = Buffer.from(entry(CONFIG));
  const weights = Buffer.from(entry(WEIGHTS));
  const h5 = new Hdf5File(`${file}: ${WEIGHTS}`, weights);
  return {
    topology: readJson(`${file}: ${CONFIG}`, config.toString()),
    weightsOf: (model) => weightsInOrder(h5, model),
  };
}

function unzip(file: string, bytes: Buffer): Record<string, Uint8Array> {
  const filter = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
    if (name !== CONFIG && name !== WEIGHTS) return false;
    const limit = Math.max(ALWAYS_ALLOWED_NBYTES, MAX_EXPANSION * Math.min(size, bytes.length));
    if (originalSize > limit) reject(file, `${name} of at most ${limit} bytes`, `${originalSize}`);
    return true;
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (cause) {
    if (cause instanceof BitplaneError) throw cause;
    return reject(file, 'a zip archive', `a damaged one (${(cause as Error).message})`);
  }
}

const whatIsThere = (entries: Record<string, Uint8Array>): string => Object.keys(entries).join(', ') || 'neither';

function reject(file: string, expected: string, got: string): never {
  throw new BitplaneError(
    'E_FILE',
    `${file}: expected ${expected}, got ${got}; save it again with model.save("network.keras")`,
  );
}

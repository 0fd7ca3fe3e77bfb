// The bytes of a tensor that lie in a file beside the model.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { isFile } from '../../read-file';
import { realPathInside } from '../../real-path-inside';
import { printable } from '../printable';
import type { TensorProto } from '../proto/messages';

const KEYS: readonly string[] = ['location', 'offset', 'length', 'checksum'];

/**
 * Reads `nbytes` of the file that the tensor names. It has to lie in the model's folder or below, links followed.
 * Throws E_FILE, and E_MISSING_FILE where it is not there.
 */
export function readExternalData(modelFile: string, tensor: TensorProto, nbytes: number): Uint8Array {
  const reject = (expected: string, got: unknown): never => {
    throw new BitplaneError(
      'E_FILE',
      `${modelFile}: tensor "${printable(tensor.name)}": expected ${expected}, got ${String(got)}`,
    );
  };
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const unknown = [...entries.keys()].find((key) => !KEYS.includes(key));
  if (unknown !== undefined) reject(`external data with ${KEYS.join(', ')}`, `"${unknown}"`);
  const offset = wholeNumber(entries.get('offset') ?? '0') ?? reject('a whole offset', entries.get('offset'));
  const length =
    wholeNumber(entries.get('length') ?? String(nbytes)) ?? reject('a whole length', entries.get('length'));
  if (length !== nbytes) reject(`external data of ${nbytes} bytes, as its dims say`, length);
  const path = locate(modelFile, locationOf(tensor), reject);
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (offset + nbytes > size)
      reject(`${offset + nbytes} bytes in ${path}`, `${size}; copy the whole file beside the model`);
    const bytes = new Uint8Array(nbytes);
    readSync(file, bytes, 0, nbytes, offset);
    return bytes;
  } finally {
    closeSync(file);
  }
}

const locationOf = ({ externalData }: TensorProto): string =>
  externalData.find(({ key }) => key === 'location')?.value ?? '';

/** The files beside the model that hold tensors' bytes, each once, in the order of their names. */
export function externalFiles(modelFile: string, tensors: readonly TensorProto[]): string[] {
  const locations = new Set(tensors.filter(({ externalData }) => externalData.length > 0).map(locationOf));
  return [...locations].sort().map((location) => resolve(dirname(modelFile), location));
}

function locate(modelFile: string, location: string, reject: (expected: string, got: unknown) => never): string {
  const folder = dirname(modelFile);
  const path = realPathInside(folder, location);
  if (path === 'outside') return reject('a relative path in the folder of the model', JSON.stringify(location));
  if (path !== null && isFile(path.real)) return path.real;
  throw new BitplaneError(
    'E_MISSING_FILE',
    `${modelFile}: expected its weights in ${join(folder, location)}, found no such file: copy it beside the model`,
  );
}

const wholeNumber = (text: string): number | null => {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : null;
};

// Golden vectors as the bytes of a .bpv file, and back (docs/format.md section 2).
import { hasZeroPadding } from '../bits';
import { BitplaneError } from '../errors';
import { align, ELEMENT_CODES, elementWithCode, GOLDEN_FORMAT, HEADER_NBYTES, VERSION_OFFSET } from './constants';
import { fileError, openEnvelope, seal, viewOf } from './envelope';
import type { Golden, NamedType } from './golden';
import { littleEndian } from './little-endian';
import { encodeNames, nameAt } from './names';
import { requireZeros } from './section-table';
import { tensorBytes, tensorFrom, tensorNbytes, type StoredTensor } from './tensor-bytes';

const ROW_NBYTES = 32;

/** A tensor's place in the data of each image. */
interface Place {
  readonly offset: number;
  readonly nbytes: number;
}

/** Throws E_SHAPE if an image lacks a tensor or holds another one than `tensors` says. */
export function writeGolden({ modelChecksum, tensors, images }: Golden): Uint8Array {
  const names = encodeNames(tensors.map(({ name }) => name));
  const { places, imageNbytes } = placeTensors(tensors);
  const namesStart = HEADER_NBYTES + tensors.length * ROW_NBYTES;
  const dataStart = align(namesStart + names.bytes.length);
  const file = new Uint8Array(dataStart + images.length * imageNbytes);
  viewOf(file).setUint32(VERSION_OFFSET, GOLDEN_FORMAT.versions[0], true);
  file.set(littleEndian([images.length, tensors.length, imageNbytes, names.bytes.length, modelChecksum]), 24);
  const rows = tensors.flatMap(({ element, height, width, channels }, t) => {
    const { offset, nbytes } = places[t];
    return [names.offsets[t], ELEMENT_CODES[element], height, width, channels, offset, nbytes, 0];
  });
  file.set(littleEndian(rows), HEADER_NBYTES);
  file.set(names.bytes, namesStart);
  images.forEach((image, k) => {
    tensors.forEach((type, t) => {
      file.set(bytesOfType(type, image[t]), dataStart + k * imageNbytes + places[t].offset);
    });
  });
  return seal(file, GOLDEN_FORMAT);
}

function placeTensors(tensors: readonly NamedType[]): { places: Place[]; imageNbytes: number } {
  let end = 0;
  const places = tensors.map((type) => {
    const place = { offset: end, nbytes: tensorNbytes(type) };
    end = align(place.offset + place.nbytes);
    return place;
  });
  return { places, imageNbytes: end };
}

function bytesOfType(type: NamedType, tensor: StoredTensor | undefined): Uint8Array {
  const bytes = tensor === undefined ? new Uint8Array() : tensorBytes(tensor);
  if (tensor?.element === type.element && bytes.length === tensorNbytes(type)) return bytes;
  const expected = `${type.element} ${type.height}×${type.width}×${type.channels}`;
  throw new BitplaneError(
    'E_SHAPE',
    `golden '${type.name}': expected ${expected} of each image, got ${bytes.length} bytes`,
  );
}

/** The vectors in a file; `fileName` is used in messages. Throws E_FILE with offset and reason, or E_CHECKSUM. */
export function readGolden(bytes: Uint8Array, fileName = 'golden vectors'): Golden {
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const view = openEnvelope(file, GOLDEN_FORMAT, fileName);
  const [numImages, numTensors, imageNbytes, namesNbytes, modelChecksum] = [24, 28, 32, 36, 40].map((offset) =>
    view.getUint32(offset, true),
  );
  requireZeros(file, 44, HEADER_NBYTES, fileName);
  const namesStart = HEADER_NBYTES + numTensors * ROW_NBYTES;
  const dataStart = align(namesStart + namesNbytes);
  const size = dataStart + numImages * imageNbytes;
  if (numImages < 1 || numTensors < 1 || size !== file.length) {
    const expected = `expected ${numImages} images of ${numTensors} tensors, 1 or more of each, in ${size} bytes`;
    throw fileError(fileName, 24, `${expected}, got ${file.length}`);
  }
  const names = file.subarray(namesStart, namesStart + namesNbytes);
  requireZeros(file, namesStart + namesNbytes, dataStart, fileName);
  const rows = Array.from({ length: numTensors }, (_, t) => readRow(file, { t, names, imageNbytes, fileName }));
  const images = Array.from({ length: numImages }, (_, k) =>
    rows.map(({ type, offset, nbytes }) => {
      const start = dataStart + k * imageNbytes + offset;
      const data = file.subarray(start, start + nbytes);
      if (type.element !== 'bits' || hasZeroPadding(data, type.channels)) return tensorFrom(type, data);
      throw fileError(fileName, start, `expected zeros after bit ${type.channels} of each pixel of '${type.name}'`);
    }),
  );
  return { modelChecksum, tensors: rows.map(({ type }) => type), images };
}

interface RowPlace {
  readonly t: number;
  readonly names: Uint8Array;
  readonly imageNbytes: number;
  readonly fileName: string;
}

function readRow(file: Uint8Array, { t, names, imageNbytes, fileName }: RowPlace): Place & { type: NamedType } {
  const row = HEADER_NBYTES + t * ROW_NBYTES;
  const view = viewOf(file.subarray(row, row + ROW_NBYTES));
  const [nameStart, code, height, width, channels, offset, nbytes, zero] = Array.from({ length: 8 }, (_, k) =>
    view.getUint32(4 * k, true),
  );
  const name = nameAt(names, nameStart, { fileName, offset: row });
  const element = elementWithCode(code);
  if (element === undefined || zero !== 0) {
    throw fileError(fileName, row + 4, `expected an element type of 0 to 3 for '${name}', got ${code}`);
  }
  if (height < 1 || width < 1 || channels < 1) {
    const got = `${height}×${width}×${channels}`;
    throw fileError(fileName, row + 8, `expected height, width and channels of '${name}' above 0, got ${got}`);
  }
  const type = { name, element, height, width, channels };
  if (offset !== align(offset) || nbytes !== tensorNbytes(type) || offset + nbytes > imageNbytes) {
    const expected = `expected ${tensorNbytes(type)} bytes for '${name}' at a multiple of 64 below ${imageNbytes}`;
    throw fileError(fileName, row + 20, `${expected}, got ${nbytes} at ${offset}`);
  }
  return { type, offset, nbytes };
}

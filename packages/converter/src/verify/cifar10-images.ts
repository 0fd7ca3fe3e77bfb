// Images out of an official CIFAR-10 binary file.
import { existsSync } from 'node:fs';
import { readWhole } from '@bitplane/cli';
import { BitplaneError, zeros } from '@bitplane/model';
import type { Shape, TensorOf } from '@bitplane/model';

const SHAPE: Shape = { height: 32, width: 32, channels: 3 };
const PIXELS = SHAPE.height * SHAPE.width;
/** A label, then a plane each of red, green and blue. */
const RECORD_NBYTES = 1 + PIXELS * SHAPE.channels;

/** The first `limit` images, HWC. Throws E_MISSING_FILE, E_FILE, and E_SHAPE if the model takes other images. */
export function readCifar10Images(
  path: string,
  { height, width, channels }: Shape,
  limit: number,
): TensorOf<'uint8'>[] {
  if (height !== SHAPE.height || width !== SHAPE.width || channels !== SHAPE.channels) {
    throw new BitplaneError(
      'E_SHAPE',
      `${path}: expected a model of 32×32×3 images, got one of ${height}×${width}×${channels}; leave the images out`,
    );
  }
  if (!existsSync(path)) throw new BitplaneError('E_MISSING_FILE', `expected CIFAR-10 images, found no file ${path}`);
  const bytes = readWhole(path);
  if (bytes.length === 0 || bytes.length % RECORD_NBYTES !== 0) {
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected CIFAR-10 records of ${RECORD_NBYTES} bytes, got ${bytes.length} bytes`,
    );
  }
  const numImages = Math.min(limit, bytes.length / RECORD_NBYTES);
  return Array.from({ length: numImages }, (_, i) =>
    imageOf(bytes.subarray(i * RECORD_NBYTES, (i + 1) * RECORD_NBYTES)),
  );
}

/** Of the first `limit` images of a file that readCifar10Images takes. */
export function readCifar10Labels(path: string, limit: number): number[] {
  const bytes = readWhole(path);
  return Array.from({ length: Math.min(limit, bytes.length / RECORD_NBYTES) }, (_, i) => bytes[i * RECORD_NBYTES]);
}

function imageOf(record: Uint8Array): TensorOf<'uint8'> {
  const image = zeros('uint8', SHAPE);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    for (let c = 0; c < SHAPE.channels; c++) image.data[pixel * SHAPE.channels + c] = record[1 + c * PIXELS + pixel];
  }
  return image;
}

// A folder of pictures for each class: photos/<class>/*.jpg, or photos/train/<class>/ and photos/test/<class>/.
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import type { Dataset, DataSource, ReadOptions } from './dataset';
import { decodePhoto, NotAnImage } from './decode-photo';
import type { LabelledImages } from './images';

const PICTURE = /\.(png|jpe?g)$/i;
const CHANNELS = 3;
/** What a byte can tell apart. */
const MOST_CLASSES = 256;
/** One of so many photos is for testing, as in CIFAR-10, where the folder does not say. */
const PHOTOS_PER_TEST_PHOTO = 6;
/** Photos decoded at a time: a few for each core keep it busy, all of them would not fit into memory. */
const DECODED_TOGETHER = 16;

export const PHOTOS: DataSource = {
  looksLike: 'a folder of PNG or JPEG files for each class, perhaps below train/ and test/',
  recognizes: (folder) => listPhotos(folder).some(({ path }) => PICTURE.test(path)),
  read: readPhotos,
};

interface Photo {
  readonly path: string;
  /** Name of its class. */
  readonly label: string;
  readonly set: 'train' | 'test';
}

interface DecodedPhoto extends Photo {
  readonly pixels: Uint8Array;
}

/**
 * Classes are in the order of their names; photos are brought to imageSize × imageSize × 3 by decodePhoto. Where there are no train/ and test/,
 * a photo's path and the seed decide alone which of the two it joins, so that added photos do not move the others.
 * SHA-256 is that of the labels, sets and pixels. Files that are no pictures are skipped. Throws E_FILE when they are to be refused, for
 * fewer than two classes, and for a class without training images.
 */
export async function readPhotos(folder: string, { imageSize, splitSeed, strict }: ReadOptions): Promise<Dataset> {
  const photos = listPhotos(folder, splitSeed);
  const skipped: { path: string; reason: string }[] = [];
  const decoded: DecodedPhoto[] = [];
  for (let start = 0; start < photos.length; start += DECODED_TOGETHER) {
    const batch = photos.slice(start, start + DECODED_TOGETHER).map(async (photo) => {
      try {
        return { ...photo, pixels: await decodePhoto(photo.path, imageSize) };
      } catch (error) {
        if (!(error instanceof NotAnImage)) throw error;
        skipped.push({ path: photo.path, reason: error.message });
        return null;
      }
    });
    decoded.push(...(await Promise.all(batch)).filter((photo) => photo !== null));
  }
  if (strict && skipped.length > 0) refuse(skipped);
  const classes = [...new Set(decoded.map(({ label }) => label))].sort();
  demandClasses(folder, classes, decoded);
  const select = (set: Photo['set']): LabelledImages =>
    collect(
      decoded.filter((photo) => photo.set === set),
      classes,
      imageSize,
    );
  const hash = createHash('sha256').update(JSON.stringify(classes));
  for (const { set, label, pixels } of decoded) hash.update(`${set}/${label}\n`).update(pixels);
  return {
    name: basename(folder),
    sha256: hash.digest('hex'),
    classes,
    train: select('train'),
    test: select('test'),
    skipped,
  };
}

/** Every file in a class's folder, hidden ones apart, in the order of their paths. */
function listPhotos(folder: string, splitSeed = 0): Photo[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const isSplit = ['train', 'test'].every((set) =>
    statSync(join(folder, set), { throwIfNoEntry: false })?.isDirectory(),
  );
  const sets = isSplit ? (['train', 'test'] as const) : [null];
  return sets.flatMap((set) => {
    const root = set === null ? folder : join(folder, set);
    return foldersIn(root).flatMap((label) =>
      filesIn(join(root, label)).map((path) => ({ path, label, set: set ?? drawSet(relative(root, path), splitSeed) })),
    );
  });
}

const visible = (name: string): boolean => !name.startsWith('.');

const foldersIn = (root: string): string[] =>
  readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && visible(entry.name))
    .map(({ name }) => name)
    .sort();

const filesIn = (root: string): string[] =>
  readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && visible(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

function drawSet(path: string, seed: number): Photo['set'] {
  const key = `${seed}/${path.split(sep).join('/')}`;
  const draw = createHash('sha256').update(key).digest().readUInt32LE(0) / 2 ** 32;
  return draw < 1 / PHOTOS_PER_TEST_PHOTO ? 'test' : 'train';
}

function collect(photos: readonly DecodedPhoto[], classes: readonly string[], imageSize: number): LabelledImages {
  const size = imageSize * imageSize * CHANNELS;
  const pixels = new Uint8Array(photos.length * size);
  photos.forEach((photo, i) => pixels.set(photo.pixels, i * size));
  return {
    count: photos.length,
    height: imageSize,
    width: imageSize,
    channels: CHANNELS,
    pixels,
    labels: Uint8Array.from(photos, ({ label }) => classes.indexOf(label)),
  };
}

function refuse(skipped: readonly { path: string; reason: string }[]): never {
  const shown = skipped.slice(0, 3).map(({ path, reason }) => `${path} (${reason})`);
  const more = skipped.length > shown.length ? ` and ${skipped.length - shown.length} more` : '';
  throw new BitplaneError(
    'E_FILE',
    `expected PNG and JPEG pictures only, got ${shown.join(', ')}${more}: remove them, or leave --strict out to skip them`,
  );
}

function demandClasses(folder: string, classes: readonly string[], photos: readonly DecodedPhoto[]): void {
  if (classes.length < 2 || classes.length > MOST_CLASSES) {
    throw new BitplaneError(
      'E_FILE',
      `${folder}: expected 2 to ${MOST_CLASSES} folders with pictures, one a class, got ${classes.length}`,
    );
  }
  for (const set of ['train', 'test'] as const) {
    const missing = classes.find((label) => !photos.some((photo) => photo.set === set && photo.label === label));
    if (missing === undefined) continue;
    throw new BitplaneError(
      'E_FILE',
      `${folder}: expected pictures of every class for training and for testing, got none of "${missing}" in ${set}: add some, or sort them into train/ and test/ yourself`,
    );
  }
}

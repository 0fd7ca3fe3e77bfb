// A folder of photos per class: photos/<class>/*.jpg, or the same below train/, val/ and test/.
import { createHash } from 'node:crypto';
import { basename, relative, sep } from 'node:path';
import sharp from 'sharp';
import type { Dataset, DataSource, FolderTree, LeftOut, ReadOptions } from './dataset';
import { decodeOnce, fileState, type Sink } from './decode-once';
import { decodePhoto, NotAnImage } from './decode-photo';
import type { Facts } from './decoded-file';
import { watchDuplicates } from './duplicates';
import { requireNothingLeftOut } from './left-out';
import type { Photo } from './photo';
import { requireClasses } from './photo-classes';
import { layOutPhotos, type PhotoLayout } from './photo-layout';
import { hasImages } from './picture-names';
import { SET_NAMES, type SetName } from './set-names';

const CHANNELS = 3;
/** One of this many photos is for testing, as in CIFAR-10, where the folder does not say. */
const PHOTOS_PER_TEST_PHOTO = 6;
/** Photos decoded at a time: a few per core keep it busy, all of them would not fit into memory. */
const DECODED_TOGETHER = 16;

export const PHOTOS: DataSource = {
  looksLike: 'one folder of PNG or JPEG files per class, optionally inside train/, val/ and test/',
  recognizes: ({ root }) => root.folders.some(hasImages),
  read: readPhotos,
};

/** To be changed with what decodes: images that were decoded before are then left alone. */
const VERSION = JSON.stringify(['photos 1', sharp.versions]);

/**
 * Classes are in the order of their names; photos are brought to imageSize × imageSize × 3 by decodePhoto. Where no
 * folders are called like sets, a photo's path and the seed decide alone which of the two it joins, so that added
 * photos do not move the others. SHA-256 is that of the classes, labels, sets and pixels. Throws E_FILE for what
 * layOutPhotos and requireClasses reject, and with `strict` for files in class folders that are not images.
 */
export async function readPhotos(tree: FolderTree, { imageSize, splitSeed, strict }: ReadOptions): Promise<Dataset> {
  const layout = layOutPhotos(tree);
  const photos = photosOf(layout, splitSeed);
  const data = await decodeOnce({
    name: basename(tree.root.path),
    decidedBy: statesOf(photos, imageSize),
    decode: (sink) => decodeAll({ root: tree.root.path, photos, imageSize }, sink),
  });
  const unreadable = data.leftOut;
  const leftOut = [...tree.leftOut, ...layout.leftOut, ...unreadable];
  if (strict) requireNothingLeftOut(leftOut);
  const isUnreadable = new Set(unreadable.map(({ path }) => path));
  requireClasses(
    layout,
    photos.filter(({ path }) => !isUnreadable.has(path)),
    unreadable,
  );
  const links =
    tree.numLinks === 0 ? [] : [`Followed ${tree.numLinks} symbolic link${tree.numLinks === 1 ? '' : 's'}.`];
  return {
    ...data,
    splitSeed: layout.classes.some(({ set }) => set !== null) ? null : splitSeed,
    leftOut,
    remarks: [...layout.remarks, ...links, ...data.remarks],
  };
}

const photosOf = ({ root, classes }: PhotoLayout, splitSeed: number): Photo[] =>
  classes.flatMap(({ label, set, files }) =>
    files.map((path) => ({ path, label, set: set ?? drawSet(relative(root, path), splitSeed) })),
  );

function drawSet(path: string, seed: number): SetName {
  const key = `${seed}/${path.split(sep).join('/')}`;
  const draw = createHash('sha256').update(key).digest().readUInt32LE(0) / 2 ** 32;
  return draw < 1 / PHOTOS_PER_TEST_PHOTO ? 'test' : 'train';
}

function* statesOf(photos: readonly Photo[], imageSize: number): Generator<string> {
  yield `${VERSION} ${imageSize}`;
  for (const { path, label, set } of photos) yield `${set}/${label} ${fileState(path)}`;
}

interface PhotosToDecode {
  readonly root: string;
  readonly photos: readonly Photo[];
  readonly imageSize: number;
}

async function decodeAll({ root, photos, imageSize }: PhotosToDecode, { append, progress }: Sink): Promise<Facts> {
  const classes = [...new Set(photos.map(({ label }) => label))].sort();
  const hash = createHash('sha256').update(JSON.stringify(classes));
  const duplicates = watchDuplicates(root);
  const leftOut: LeftOut[] = [];
  const labels: number[] = [];
  const sets: number[] = [];
  for (let start = 0; start < photos.length; start += DECODED_TOGETHER) {
    const batch = photos.slice(start, start + DECODED_TOGETHER);
    const decoded = await Promise.all(batch.map(({ path }) => decodeIfPhoto(path, imageSize)));
    decoded.forEach((pixels, i) => {
      const photo = batch[i];
      if (pixels instanceof NotAnImage) {
        leftOut.push({ path: photo.path, reason: pixels.reason });
        return;
      }
      append(pixels);
      hash.update(`${photo.set}/${photo.label}\n`).update(pixels);
      duplicates.see(photo, pixels);
      labels.push(classes.indexOf(photo.label));
      sets.push(SET_NAMES.indexOf(photo.set));
    });
    progress(start + batch.length, photos.length);
  }
  return {
    ...{ name: basename(root), sha256: hash.digest('hex'), classes, labels, sets, leftOut },
    ...{ height: imageSize, width: imageSize, channels: CHANNELS },
    remarks: duplicates.sentences(),
  };
}

async function decodeIfPhoto(path: string, imageSize: number): Promise<Uint8Array | NotAnImage> {
  try {
    return await decodePhoto(path, imageSize);
  } catch (error) {
    if (error instanceof NotAnImage) return error;
    throw error;
  }
}

// A folder of photos per class: photos/<class>/*.jpg, or the same below train/, val/ and test/.
import { createHash } from 'node:crypto';
import { basename, relative, sep } from 'node:path';
import type { Dataset, DataSource, FolderTree, LabelledImages, LeftOut, ReadOptions } from './dataset';
import { decodePhoto, NotAnImage } from './decode-photo';
import { findDuplicates } from './duplicates';
import { requireNothingLeftOut } from './left-out';
import type { DecodedPhoto, Photo } from './photo';
import { requireClasses } from './photo-classes';
import { layOutPhotos, type PhotoLayout } from './photo-layout';
import { hasImages } from './picture-names';
import type { SetName } from './set-names';

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

/**
 * Classes are in the order of their names; photos are brought to imageSize × imageSize × 3 by decodePhoto. Where no
 * folders are called like sets, a photo's path and the seed decide alone which of the two it joins, so that added
 * photos do not move the others. SHA-256 is that of the classes, labels, sets and pixels. Throws E_FILE for what
 * layOutPhotos and requireClasses reject, and with `strict` for files in class folders that are not images.
 */
export async function readPhotos(tree: FolderTree, { imageSize, splitSeed, strict }: ReadOptions): Promise<Dataset> {
  const layout = layOutPhotos(tree);
  const { photos, leftOut: unreadable } = await decodeAll(photosOf(layout, splitSeed), imageSize);
  const leftOut = [...tree.leftOut, ...layout.leftOut, ...unreadable];
  if (strict) requireNothingLeftOut(leftOut);
  const classes = [...new Set(photos.map(({ label }) => label))].sort();
  requireClasses(layout, photos, unreadable);
  const select = (set: SetName): LabelledImages =>
    collect(
      photos.filter((photo) => photo.set === set),
      classes,
      imageSize,
    );
  const hash = createHash('sha256').update(JSON.stringify(classes));
  for (const { set, label, pixels } of photos) hash.update(`${set}/${label}\n`).update(pixels);
  const links =
    tree.numLinks === 0 ? [] : [`Followed ${tree.numLinks} symbolic link${tree.numLinks === 1 ? '' : 's'}.`];
  return {
    name: basename(tree.root.path),
    sha256: hash.digest('hex'),
    classes,
    train: select('train'),
    validation: photos.some(({ set }) => set === 'validation') ? select('validation') : null,
    test: select('test'),
    splitSeed: layout.classes.some(({ set }) => set !== null) ? null : splitSeed,
    leftOut,
    remarks: [...layout.remarks, ...links, ...findDuplicates(photos, tree.root.path)],
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

interface Decoded {
  readonly photos: readonly DecodedPhoto[];
  readonly leftOut: readonly LeftOut[];
}

async function decodeAll(photos: readonly Photo[], imageSize: number): Promise<Decoded> {
  const decoded: DecodedPhoto[] = [];
  const leftOut: LeftOut[] = [];
  for (let start = 0; start < photos.length; start += DECODED_TOGETHER) {
    const batch = photos.slice(start, start + DECODED_TOGETHER).map(async (photo) => {
      try {
        return { ...photo, pixels: await decodePhoto(photo.path, imageSize) };
      } catch (error) {
        if (!(error instanceof NotAnImage)) throw error;
        leftOut.push({ path: photo.path, reason: error.reason });
        return null;
      }
    });
    decoded.push(...(await Promise.all(batch)).filter((photo) => photo !== null));
  }
  return { photos: decoded, leftOut };
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

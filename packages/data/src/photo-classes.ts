// What the classes of photos must be like before anything can be trained on them.
import { BitplaneError } from '@bitplane/model';
import type { LeftOut } from './dataset';
import type { Photo } from './photo';
import type { PhotoLayout } from './photo-layout';
import type { SetName } from './set-names';

/** What a byte can tell apart. */
const MAX_CLASSES = 256;

/**
 * Throws E_FILE, naming the classes, unless there are 2 to 256 of them, each folder has an image that can be read, and
 * each class has images for training and for testing; only a validation set may lack some.
 */
export function requireClasses(
  { root, classes }: PhotoLayout,
  photos: readonly Photo[],
  unreadable: readonly LeftOut[],
): void {
  const labels = [...new Set(classes.map(({ label }) => label))];
  if (labels.length < 2 || labels.length > MAX_CLASSES) {
    const got = labels.length === 1 ? `"${labels[0]}" alone` : String(labels.length);
    throw new BitplaneError(
      'E_FILE',
      `${root}: expected 2 to ${MAX_CLASSES} folders of images, one per class, got ${got}: sort the images into folders`,
    );
  }
  const reasonOf = new Map(unreadable.map(({ path, reason }) => [path, reason]));
  const lost = classes.find(({ files }) => files.every((path) => reasonOf.has(path)));
  if (lost !== undefined) {
    const reasons = new Set(lost.files.map((path) => reasonOf.get(path)));
    throw new BitplaneError(
      'E_FILE',
      `${root}: expected PNG or JPEG images of class "${lost.label}", got only files that are ` +
        `${[...reasons].join(' or ')} (${lost.files.length}): convert them, or move the folder elsewhere`,
    );
  }
  const isDrawn = classes.every(({ set }) => set === null);
  requireEverywhere(root, labels, { photos, isDrawn });
}

function requireEverywhere(
  root: string,
  labels: readonly string[],
  { photos, isDrawn }: { photos: readonly Photo[]; isDrawn: boolean },
): void {
  const lacking = (set: SetName): string[] =>
    labels.filter((label) => !photos.some((photo) => photo.set === set && photo.label === label));
  for (const [set, purpose] of [
    ['train', 'training'],
    ['test', 'testing'],
  ] as const) {
    const missing = lacking(set);
    if (missing.length === 0) continue;
    const names = missing.map((label) => `"${label}"`).join(', ');
    const advice = isDrawn
      ? 'add some, give another --split-seed, or sort them into train/ and test/ yourself'
      : `add some, or move the folders of ${missing.length === 1 ? 'that class' : 'those classes'} elsewhere`;
    throw new BitplaneError(
      'E_FILE',
      `${root}: expected images of every class for training and for testing, got none of ${names} for ${purpose}: ${advice}`,
    );
  }
}

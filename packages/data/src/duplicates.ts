// Photos that are there twice where that does harm: in training and test images alike, or in two classes.
import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import type { Photo } from './photo';

export interface DuplicateWatch {
  see(photo: Photo, pixels: Uint8Array): void;
  /** A sentence for each kind, with an example. */
  sentences(): string[];
}

/** Paths in its sentences are relative to `folder`. */
export function watchDuplicates(folder: string): DuplicateWatch {
  const first = new Map<string, Photo>();
  const acrossSets: [Photo, Photo][] = [];
  const acrossClasses: [Photo, Photo][] = [];
  const say = (pairs: readonly (readonly [Photo, Photo])[], harm: string): string[] => {
    if (pairs.length === 0) return [];
    const [a, b] = pairs[0].map(({ path }) => relative(folder, path));
    const photosAre = pairs.length === 1 ? 'One photo is' : `${pairs.length} photos are`;
    return [`${photosAre} ${harm}: ${a} equals ${b}.`];
  };
  return {
    see(photo, pixels) {
      const key = createHash('sha256').update(pixels).digest('base64');
      const other = first.get(key);
      if (other === undefined) first.set(key, photo);
      else if (other.label !== photo.label) acrossClasses.push([other, photo]);
      else if (other.set !== photo.set) acrossSets.push([other, photo]);
    },
    sentences: () => [
      ...say(acrossClasses, 'in two classes'),
      ...say(acrossSets, 'in two sets, so that test images were trained on'),
    ],
  };
}

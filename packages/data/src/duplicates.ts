// Photos that are there twice where that does harm: in training and test images alike, or in two classes.
import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import type { DecodedPhoto } from './photo';

/** A sentence for each kind, with an example; paths are relative to `folder`. */
export function findDuplicates(photos: readonly DecodedPhoto[], folder: string): string[] {
  const first = new Map<string, DecodedPhoto>();
  const acrossSets: [DecodedPhoto, DecodedPhoto][] = [];
  const acrossClasses: [DecodedPhoto, DecodedPhoto][] = [];
  for (const photo of photos) {
    const key = createHash('sha256').update(photo.pixels).digest('hex');
    const other = first.get(key);
    if (other === undefined) first.set(key, photo);
    else if (other.label !== photo.label) acrossClasses.push([other, photo]);
    else if (other.set !== photo.set) acrossSets.push([other, photo]);
  }
  const say = (pairs: readonly (readonly [DecodedPhoto, DecodedPhoto])[], harm: string): string[] => {
    if (pairs.length === 0) return [];
    const [a, b] = pairs[0].map(({ path }) => relative(folder, path));
    const photosAre = pairs.length === 1 ? 'One photo is' : `${pairs.length} photos are`;
    return [`${photosAre} ${harm}: ${a} equals ${b}.`];
  };
  return [
    ...say(acrossClasses, 'in two classes'),
    ...say(acrossSets, 'in two sets, so that test images were trained on'),
  ];
}

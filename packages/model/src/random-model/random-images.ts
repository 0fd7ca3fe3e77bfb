// Random images for a model.
import type { Model } from '../graph';
import { seededRandom } from '../random';
import { zeros, type TensorOf } from '../tensor';

/**
 * Images of the model's shape; every other one holds only 0 and 255, where sums are largest. Equal seeds give equal
 * images.
 */
export function randomImages({ input }: Pick<Model, 'input'>, numImages: number, seed: number): TensorOf<'uint8'>[] {
  const random = seededRandom(seed);
  return Array.from({ length: numImages }, (_, index) => {
    const image = zeros('uint8', input);
    const isExtreme = index % 2 === 1;
    for (let k = 0; k < image.data.length; k++)
      image.data[k] = isExtreme ? random.pick([0, 255]) : random.integer(0, 255);
    return image;
  });
}

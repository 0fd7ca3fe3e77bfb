// Starting from a trained network: its weights, all but those that depend on the classes, which are the head.
import type * as tf from '@tensorflow/tfjs';
import { didYouMean } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { writeWeight } from '../model-files';
import type { SavedModel } from '../saved-model';
import { digestOf, readSource, type StartFrom } from './source';

/**
 * Gives the network all weights of the source; of the head only if the source knows the same classes in the same order.
 * Returns a line that says so. Throws E_SHAPE for a network of other layers or sizes, and what readSource throws.
 */
export function takeWeights(
  model: tf.LayersModel,
  { folder, sha256 }: StartFrom,
  { head, classes }: { head: ReadonlySet<string>; classes: readonly string[] },
): string {
  const source = readSource(folder);
  if (digestOf(source) !== sha256) {
    throw new BitplaneError('E_FILE', `${source.path}: its weights changed while the run was starting: start it again`);
  }
  const before = source.data?.classes ?? null;
  const keepsHead = before !== null && JSON.stringify(before) === JSON.stringify(classes);
  const kept = model.weights.filter(({ originalName }) => keepsHead || !head.has(originalName));
  const pairs = kept.map((weight) => [weight, valueFor(weight, source)] as const);
  for (const [weight, value] of pairs) writeWeight(weight, value);
  const numbers = kept.reduce((sum, { shape }) => sum + shape.reduce<number>((n, size) => n * (size ?? 1), 1), 0);
  const sum = `(${numbers.toLocaleString('en-US')} numbers)`;
  const { length: all } = model.weights;
  return keepsHead
    ? `Starting from ${folder}: kept all ${all} weights ${sum}, since the classes are the same`
    : `Starting from ${folder}: kept ${kept.length} of ${all} weights ${sum}; new for ${classes.length} classes: ${[...head].join(', ')}`;
}

function valueFor(
  { originalName, shape }: tf.LayerVariable,
  { path, weights }: SavedModel,
): SavedModel['weights'][number] {
  const value = weights.find(({ name }) => name === originalName);
  const sized = (of: readonly (number | null)[]): string => `[${of.join(', ')}]`;
  if (value === undefined) {
    const names = weights.map(({ name }) => name);
    throw new BitplaneError(
      'E_SHAPE',
      `${path}: expected the layers of the network that is trained, found no weight ${originalName}${didYouMean(originalName, names)}: give the --network and recipe that it was trained as`,
    );
  }
  if (value.shape.join() === shape.join()) return value;
  throw new BitplaneError(
    'E_SHAPE',
    `${path}: expected ${originalName} of shape ${sized(shape)}, got ${sized(value.shape)}: give the --network and the --image-size that it was trained with`,
  );
}

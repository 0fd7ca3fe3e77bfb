// Freezing: a run that trains the head alone.
import type * as tf from '@tensorflow/tfjs';
import { BitplaneError } from '@bitplane/model';
import { allLayers } from '../networks/all-layers';

/** Names of the weights whose shape follows the number of classes. wider: the same network for another number. */
export const headOf = (model: tf.LayersModel, wider: tf.LayersModel): ReadonlySet<string> =>
  new Set(
    model.weights
      .filter(({ shape }, i) => shape.join() !== wider.weights[i]?.shape.join())
      .map(({ originalName }) => originalName),
  );

/**
 * Leaves only the layers with weights of the head to training. The others compute as after training: their batch norms
 * keep their statistics. Returns a line that names them. Throws E_LAYER where nothing would be left.
 */
export function freezeAllBut(model: tf.LayersModel, head: ReadonlySet<string>): string {
  const layers = allLayers(model).filter(({ weights }) => weights.length > 0);
  const frozen = layers.filter(({ weights }) => !weights.some(({ originalName }) => head.has(originalName)));
  if (frozen.length === layers.length) {
    throw new BitplaneError(
      'E_LAYER',
      `network ${model.name}: no weight depends on the number of classes, so that --freeze leaves nothing to train: leave it out, or build the network from the numClasses that its function gets`,
    );
  }
  for (const layer of frozen) {
    layer.trainable = false;
    const call = layer.call.bind(layer);
    layer.call = (inputs, options) => call(inputs, { ...options, training: false });
  }
  const norms = frozen.filter((layer) => layer.getClassName() === 'BatchNormalization');
  return `Frozen: ${frozen.map(({ name }) => name).join(', ')}${norms.length === 0 ? '' : '; their batch norms keep their statistics'}`;
}

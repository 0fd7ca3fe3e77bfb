// Whether a network and the images suit each other, found out before anything is written.
import type * as tf from '@tensorflow/tfjs';
import { BitplaneError } from '@bitplane/model';
import { allLayers } from '../networks/all-layers';

interface Images {
  /** [height, width, channels] */
  readonly inputShape: readonly number[];
  readonly numClasses: number;
}

/**
 * Throws E_SHAPE for a network that takes other images, has no score for some of their classes, or whose strides and
 * pools leave nothing of them. network: as the user named it.
 */
export function requireFit(model: tf.LayersModel, network: string, { inputShape, numClasses }: Images): void {
  const [, ...image] = model.inputs[0].shape;
  const [, ...scores] = model.outputs[0].shape;
  if (image.join() !== inputShape.join()) {
    const [height, width, channels] = image;
    const advice =
      channels === inputShape[2] && height === width
        ? `give --image-size ${height}, or build it from the inputShape that its function gets`
        : 'build it from the inputShape that its function gets';
    throw shapeError(network, `images of ${sized(inputShape)}, as the data has, got ${sized(image)}: ${advice}`);
  }
  if (scores.length !== 1) {
    const advice = 'end it with tf.layers.globalAveragePooling2d({}), or with tf.layers.flatten() and a dense layer';
    throw shapeError(network, `a row of ${numClasses} scores, got ${sized(scores)}: ${advice}`);
  }
  if ((scores[0] ?? 0) < numClasses) {
    const expected = `at least ${numClasses} scores, one per class of the data`;
    throw shapeError(network, `${expected}, got ${sized(scores)}: build it from the numClasses that its function gets`);
  }
  for (const layer of allLayers(model)) {
    const empty = outputShapes(layer).find((shape) => shape.some((size) => size !== null && size < 1));
    if (empty === undefined) continue;
    const left = `got ${sized(inputShape)}, which layer ${layer.name} reduces to ${sized(empty.slice(1))}`;
    throw shapeError(network, `images large enough for its strides and pools, ${left}: give a larger --image-size`);
  }
}

/** One for each place where the layer is used. */
const outputShapes = ({ inboundNodes }: tf.layers.Layer): tf.Shape[] =>
  inboundNodes.flatMap(({ outputShapes: shapes }) =>
    Array.isArray(shapes[0]) ? (shapes as tf.Shape[]) : [shapes as tf.Shape],
  );

const shapeError = (network: string, message: string): BitplaneError =>
  new BitplaneError('E_SHAPE', `network ${network}: expected ${message}`);

const sized = (shape: readonly (number | null)[]): string => shape.join('×');

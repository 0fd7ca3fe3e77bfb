// What a recipe changes in a network: the quantizers of its binary layers, and a mean image in front.
import * as tf from '@tensorflow/tfjs';
import { imageNbytes, type LabelledImages } from '@bitplane/data';
import { BitplaneError } from '@bitplane/model';
import { MeanImage } from '../layers';
import { pairByName } from '../model-files';
import type { Recipe } from '../recipes';

type Changes = Pick<Recipe, 'quantizers' | 'meanImage'>;

/** What TensorFlow.js says about a model, as far as it is changed here. */
interface LayerConfig {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * The network with the recipe's changes, and with the first values of its weights; the network itself where there are
 * none. Throws E_LAYER for quantizers that a layer does not take, and for a mean image in a network that is no
 * tf.sequential.
 */
export function adaptNetwork(network: tf.LayersModel, changes: Changes, train: LabelledImages): tf.LayersModel {
  if (changes.quantizers === null && !changes.meanImage) return network;
  const config = network.getConfig() as unknown as { layers: LayerConfig[] };
  const layers = config.layers.map((layer) => withQuantizers(layer, changes.quantizers));
  if (changes.meanImage) {
    requireMeanImageFits(network);
    layers.splice(1, 0, { className: MeanImage.className, config: { name: 'mean-image' } });
  }
  const adapted = fromConfig(network, { ...config, layers });
  copyWeights(network, adapted);
  if (changes.meanImage) writeMeanImage(adapted, train);
  network.dispose();
  return adapted;
}

/** A network of the same class. TensorFlow.js declares that any Serializable comes out. */
function fromConfig({ constructor }: tf.LayersModel, config: object): tf.LayersModel {
  const kind = constructor as typeof tf.LayersModel;
  return kind.fromConfig(kind, config as tf.serialization.ConfigDict) as tf.LayersModel;
}

/** A layer's configuration has `inputQuantizer`, and another one for its kernel whose name ends alike. */
function withQuantizers(layer: LayerConfig, quantizers: Recipe['quantizers']): LayerConfig {
  if (quantizers === null) return layer;
  const { layers } = layer.config as { layers?: readonly LayerConfig[] };
  if (Array.isArray(layers)) {
    const inside = layers.map((each: LayerConfig) => withQuantizers(each, quantizers));
    return { ...layer, config: { ...layer.config, layers: inside } };
  }
  if (!('inputQuantizer' in layer.config)) return layer;
  const replaced = Object.keys(layer.config)
    .filter((name) => name.endsWith('Quantizer'))
    .map((name) => [name, name === 'inputQuantizer' ? quantizers.input : quantizers.kernel]);
  return { ...layer, config: { ...layer.config, ...(Object.fromEntries(replaced) as Record<string, unknown>) } };
}

function requireMeanImageFits(network: tf.LayersModel): void {
  const first = network.layers[0].getClassName();
  if (network instanceof tf.Sequential && ['Rescaling', 'InputLayer'].includes(first)) return;
  throw new BitplaneError(
    'E_LAYER',
    `network ${network.name}: a recipe with meanImage needs a tf.sequential whose first layer is a Rescaling, got a ${network.getClassName()} that starts with ${first}`,
  );
}

function copyWeights(from: tf.LayersModel, to: tf.LayersModel): void {
  const values = from.weights.map((weight) => ({ name: weight.originalName, value: weight.read() }));
  for (const [weight, { value }] of pairByName(to.weights, values)) weight.write(value);
}

/** The mean of the training images, after the first layer, which is linear. */
function writeMeanImage(model: tf.LayersModel, images: LabelledImages): void {
  const { count, height, width, channels } = images;
  const image = new Uint8Array(imageNbytes(images));
  const sums = new Float64Array(image.length);
  for (let k = 0; k < count; k++) {
    images.read(k, image);
    for (let i = 0; i < sums.length; i++) sums[i] += image[i];
  }
  tf.tidy(() => {
    const mean = tf.tensor4d(
      Float32Array.from(sums, (sum) => sum / count),
      [1, height, width, channels],
    );
    const scaled = model.layers[0].apply(mean) as tf.Tensor;
    model.getLayer('mean-image').weights[0].write(scaled.squeeze([0]));
  });
}

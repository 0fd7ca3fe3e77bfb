// What a network of Keras reads, as one image of bytes.
import { BitplaneError, type Shape } from '@bitplane/model';
import { leavesOf, type RawLayer, type RawModel } from '../keras/raw-model';
import { shown } from '../keras/shown';

export interface ImageInput {
  /** The input layer's. */
  readonly name: string;
  readonly shape: Shape;
}

/** Of all inputs together, as channels of one image where there are several: they are taken out of it by weights. */
const MAX_NUMBERS = 2 ** 24;
const MAX_CHANNELS = 1024;

/**
 * In the order in which Keras takes them. Throws E_SHAPE for one that is no image of fixed size, or not of the size of
 * the others.
 */
export function imageInputs(file: string, model: RawModel): readonly ImageInput[] {
  const inputs = inputLayers(model).map(({ name, config }) => ({
    name,
    shape: imageShape(file, name, config.batch_shape ?? config.batch_input_shape ?? model.inputShape),
  }));
  const [first] = inputs;
  const other = inputs.find(({ shape }) => shape.height !== first.shape.height || shape.width !== first.shape.width);
  const channels = inputs.reduce((sum, { shape }) => sum + shape.channels, 0);
  if (
    channels * first.shape.height * first.shape.width > MAX_NUMBERS ||
    (inputs.length > 1 && channels > MAX_CHANNELS)
  ) {
    const got = `${first.shape.height}×${first.shape.width}×${channels}`;
    throw new BitplaneError(
      'E_SHAPE',
      `${file}: expected an image of at most 2^24 numbers, and of ${MAX_CHANNELS} channels from several inputs, got ${got}`,
    );
  }
  if (other === undefined) return inputs;
  const sizeOf = ({ name, shape }: ImageInput) => `${shape.height}×${shape.width} of ${name}`;
  throw new BitplaneError(
    'E_SHAPE',
    `${file}: expected inputs of one height and width, which become the channels of one image, got ${sizeOf(first)} and ${sizeOf(other)}; ` +
      'resize the images before the network',
  );
}

/** A Sequential model may do without: then its first layer has the shape. */
function inputLayers({ layers, inputs, isSequential }: RawModel): readonly RawLayer[] {
  const [first] = layers;
  if (isSequential) return first.model === null ? [first] : inputLayers(first.model).slice(0, 1);
  const named = inputs
    ?.map(({ layer }) => layers.find(({ name }) => name === layer))
    .filter((layer) => layer !== undefined);
  return named === undefined || named.length === 0 ? leavesOf({ layers } as RawModel).slice(0, 1) : named;
}

/** Without their batch: [channels], [height, width] of one channel or [height, width, channels]. */
function imageShape(file: string, name: string, batchShape: unknown): Shape {
  const sizes: unknown[] = Array.isArray(batchShape) ? batchShape.slice(1) : [];
  const isFixed = sizes.every((size) => Number.isSafeInteger(size) && (size as number) > 0);
  if (!isFixed || sizes.length < 1 || sizes.length > 3) {
    throw new BitplaneError(
      'E_SHAPE',
      `${file}: layer ${name}: expected an input of shape [null, height, width, channels], got ${shown(batchShape)}; ` +
        'build the network with an input shape of fixed sizes',
    );
  }
  const [a, b = null, c = 1] = sizes as number[];
  return b === null ? { height: 1, width: 1, channels: a } : { height: a, width: b, channels: c };
}

// From the bytes of an image to the floats that a network of Keras reads.
import { BitplaneError, INPUT, type Layer, type Shape } from '@bitplane/model';
import { EXAMPLE_OF_INPUT, imageTables, saysInput, type InputOptions } from '../input/image-tables';
import type { NamedType } from '../keras/lower-network';
import type { LayerEntry } from '../keras/network';
import { byteTableLayer } from '../lowering/byte-table-layer';
import { selectChannels } from '../lowering/select-channels';
import type { ImageInput } from './image-inputs';

interface InputNumbers {
  readonly shape: Shape;
  readonly layers: readonly Layer[];
  /** Name of each of the network's inputs → the tensor that it is. */
  readonly tensors: ReadonlyMap<string, NamedType>;
}

/** Several inputs are the channels of one image, one after the other. Throws E_USAGE for options that do not fit. */
export function inputNumbers(inputs: readonly ImageInput[], options: InputOptions): InputNumbers {
  const { height, width } = inputs[0].shape;
  const channels = inputs.reduce((sum, { shape }) => sum + shape.channels, 0);
  const name = `${INPUT}/numbers`;
  const table = byteTableLayer(name, INPUT, imageTables(options, channels));
  const shape = { height, width, channels };
  if (inputs.length === 1) {
    const tensors = new Map([[inputs[0].name, { ...shape, element: 'float64', name } as const]]);
    return { shape, layers: [table], tensors };
  }
  let first = 0;
  const selections = inputs.map((input) => {
    const own = Array.from({ length: input.shape.channels }, (_, channel) => first + channel);
    first += own.length;
    return { input, layer: selectChannels(`${INPUT}/${input.name}`, name, own, channels) };
  });
  return {
    shape,
    layers: [table, ...selections.map(({ layer }) => layer)],
    tensors: new Map(
      selections.map(({ input, layer }) => [input.name, { ...input.shape, element: 'float64', name: layer.name }]),
    ),
  };
}

/** Classes that make a network's numbers of bytes. */
const READERS_OF_BYTES: readonly string[] = ['Rescaling', 'Normalization'];

/**
 * What the user says of bytes, or the bytes themselves. Throws E_USAGE for a network that does not begin with a layer
 * which makes numbers of them where the user says nothing, and for another layout than Keras's.
 */
export function bytesOptions(
  file: string,
  options: InputOptions,
  layers: readonly LayerEntry[],
  inputs: readonly ImageInput[],
): InputOptions {
  if (options.inputLayout !== undefined && options.inputLayout !== 'nhwc')
    throw new BitplaneError(
      'E_USAGE',
      `${file}: expected --input-layout nhwc, which is Keras's, got ${options.inputLayout}`,
    );
  if (saysInput(options)) return options;
  const names = inputs.map(({ name }) => name);
  const readers = layers.filter(({ sources }) => sources.some((source) => names.includes(source)));
  if (readers.length > 0 && readers.every(({ className }) => READERS_OF_BYTES.includes(className)))
    return { input: 'u8' };
  throw new BitplaneError(
    'E_USAGE',
    `${file}: expected --input to say which number the network takes for a byte of an image, since it begins with ${readers[0]?.className ?? 'nothing'}; ` +
      EXAMPLE_OF_INPUT,
  );
}

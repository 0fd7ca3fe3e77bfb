// The network's inputs as channels of the one image that all networks here read.
import { BitplaneError, INPUT, NUM_BYTES, type ByteTable, type Shape } from '@bitplane/model';
import { EXAMPLE_OF_INPUT, imageTables, saysInput, type InputOptions } from '../input/image-tables';
import { selectChannels } from '../lowering/select-channels';
import type { TfliteGraph, TfliteTensor } from './graph';
import type { NetworkBuilder } from './network-builder';
import { byteScaleOf } from './values/produce';
import { valueOf, type Value } from './values/value';

interface NamedInput {
  readonly tensor: TfliteTensor;
  readonly shape: Shape;
}

export interface ImageInputs {
  readonly file: string;
  /** All of them, one after the other as channels. */
  readonly shape: Shape;
  readonly inputs: readonly NamedInput[];
}

/** Throws E_LAYER without inputs, E_SHAPE for one that is no image and for several of different sizes. */
export function imageInputs(file: string, graph: TfliteGraph): ImageInputs {
  const inputs = graph.inputs.map((index) => ({
    tensor: graph.tensors[index],
    shape: imageShape(file, graph.tensors[index]),
  }));
  const [first] = inputs;
  if (first === undefined) throw new BitplaneError('E_LAYER', `${file}: expected a network with an input, got none`);
  const { height, width } = first.shape;
  if (inputs.some(({ shape }) => shape.height !== height || shape.width !== width)) {
    const got = inputs.map(({ tensor }) => `${tensor.name} [${tensor.dims.join()}]`).join(' and ');
    const next = 'give the network one image, or several of one height and width, which become the channels of one';
    throw new BitplaneError('E_SHAPE', `${file}: expected inputs of one height and width, got ${got}; ${next}`);
  }
  const channels = inputs.reduce((sum, { shape }) => sum + shape.channels, 0);
  return { file, shape: { height, width, channels }, inputs };
}

/** [batch, height, width, channels]; without channels it has one, without rows and columns it is one pixel. */
function imageShape(file: string, { name, dims }: TfliteTensor): Shape {
  const sizes = dims.slice(1);
  if (sizes.length < 1 || sizes.length > 3 || sizes.some((size) => size < 1)) {
    const next = 'convert the network for images of one size';
    throw new BitplaneError(
      'E_SHAPE',
      `${file}: expected input '${name}' to be [batch, height, width, channels], got [${dims.join()}]; ${next}`,
    );
  }
  if (sizes.length === 1) return { height: 1, width: 1, channels: sizes[0] };
  const [height, width, channels = 1] = sizes;
  return { height, width, channels };
}

/**
 * The values of the graph's inputs, in their order. Throws E_USAGE where neither the file nor the user says what a byte
 * is.
 */
export function inputValues(net: NetworkBuilder, image: ImageInputs, options: InputOptions): Value[] {
  const { file, shape, inputs } = image;
  const reject = (expected: string, got: unknown, next?: string): never => {
    throw new BitplaneError(
      'E_LAYER',
      `${file}: expected ${expected}, got ${String(got)}${next === undefined ? '' : `; ${next}`}`,
    );
  };
  const scales = inputs.map(({ tensor }) => byteScaleOf({ reject }, tensor));
  if (inputs.length === 1 && scales[0] !== null && !saysInput(options)) {
    // A stored int8 is the image's byte − 128, as TensorFlow Lite's own examples have it.
    return [valueOf({ name: INPUT, shape, byteScale: scales[0], forms: { bytes: INPUT } })];
  }
  net.spend(NUM_BYTES * shape.channels);
  const numbers = saysInput(options) ? imageTables(options, shape.channels) : tablesOfScales(image, scales);
  const table = net.add(byteTable(numbers));
  let first = 0;
  return inputs.map(({ shape: own }, index) => {
    const name = inputs.length === 1 ? table : channelsFrom(net, { table, index, first, own, all: shape.channels });
    first += own.channels;
    const byteScale = scales[index];
    const forms = byteScale === null ? { numbers: name } : { unrounded: name };
    return valueOf({ name: `${INPUT}/${index}`, shape: own, byteScale, forms });
  });
}

interface Channels {
  readonly table: string;
  readonly index: number;
  /** Of the image's channels, the input's first one. */
  readonly first: number;
  readonly own: Shape;
  /** The image's channels. */
  readonly all: number;
}

function channelsFrom(net: NetworkBuilder, { table, index, first, own, all }: Channels): string {
  net.spend(own.channels * all);
  const order = Array.from({ length: own.channels }, (_, channel) => first + channel);
  return net.add(selectChannels(`${INPUT}/${index}`, table, order, all));
}

/** One table where all channels have the same. */
function byteTable(tables: readonly ArrayLike<number>[]): ByteTable {
  const perChannel = tables.some(
    (own) => own !== tables[0] && Array.from(own).some((x, byte) => x !== tables[0][byte]),
  );
  const kept = perChannel ? tables : tables.slice(0, 1);
  const table = Float64Array.from(kept.flatMap((own) => Array.from(own)));
  return { kind: 'byte-table', name: `${INPUT}/numbers`, inputs: [INPUT], element: 'float64', perChannel, table };
}

/** [channels]: inputs of bytes say what these are. */
function tablesOfScales({ file, inputs }: ImageInputs, scales: readonly Value['byteScale'][]): Float64Array[] {
  return inputs.flatMap(({ tensor, shape }, index) => {
    const own = scales[index];
    if (own === null) {
      throw new BitplaneError(
        'E_USAGE',
        `${file}: expected --input to say how a byte becomes the number that the network was trained on, got none for input ` +
          `'${tensor.name}' of ${tensor.type}; ${EXAMPLE_OF_INPUT}`,
      );
    }
    const table = Float64Array.from({ length: NUM_BYTES }, (_, byte) => own.scale * (byte - own.zeroPoint));
    return Array.from({ length: shape.channels }, () => table);
  });
}

// Nodes that take some of the channels: Split, Slice and Gather.
import { readAxis } from '../constants/fold';
import type { Importing } from '../graph/importing';
import type { NodeSource, Value } from '../graph/node-source';
import { pickChannels } from '../lower/pick-channels';
import type { Activation } from '../values/activation';
import { channelOrder, viewDims } from '../values/view';
import { requireUnpadded, type NodeKinds } from './node-kind';
import { lookUp } from './whole-numbers';

interface Whole {
  readonly activation: Activation;
  /** The layer's channel for each of ONNX's. */
  readonly order: Int32Array;
  readonly dims: readonly number[];
}

function wholeOf(source: NodeSource): Whole {
  const activation = requireUnpadded(source, source.activation(0));
  const dims = viewDims(activation.view);
  const order = channelOrder(activation.view, activation.shape);
  if (order !== null) return { activation, order, dims };
  return source.reject('an image [N, channels, height, width], or a row [N, channels]', `[${dims.join()}]`, ADVICE);
}

const ADVICE = 'take channels of an image, along axis 1';

const pick = (importing: Importing, { activation, order }: Whole, indices: readonly number[]): Activation =>
  pickChannels(
    importing,
    activation,
    indices.map((index) => order[index]),
  );

const range = (start: number, length: number, step = 1): number[] => Array.from({ length }, (_, k) => start + k * step);

/** Opset 18 may say the number of parts alone: all of one size, but for a smaller last one. */
function splitSizes(source: NodeSource, channels: number): readonly number[] {
  const given = source.intList('split', 1);
  if (given !== null) return given;
  const parts = source.int('num_outputs', source.numOutputs);
  const size = Math.ceil(channels / parts);
  return range(0, parts).map((k) => Math.min(size, channels - k * size));
}

function split(importing: Importing): readonly Value[] {
  const { source } = importing;
  const whole = wholeOf(source);
  if (readAxis(source, source.int('axis', 0), whole.dims.length) !== 1)
    source.reject('axis 1, the channels', source.int('axis', 0), ADVICE);
  const channels = whole.order.length;
  const sizes = splitSizes(source, channels);
  if (sizes.some((size) => !(size >= 1)) || sizes.reduce((sum, size) => sum + size, 0) !== channels)
    source.reject(`parts of ${channels} channels together`, `[${sizes.join()}]`);
  let start = 0;
  return sizes.map((size) => pick(importing, whole, range((start += size) - size, size)));
}

/** start, end and step as NumPy has them; an axis that is kept whole may be named as well. */
function slice(importing: Importing): Value {
  const { source } = importing;
  const whole = wholeOf(source);
  const list = (name: string, input: number): readonly number[] | null => source.intList(name, input);
  const starts = list('starts', 1) ?? source.reject('starts', 'none');
  const ends = list('ends', 2) ?? source.reject('ends', 'none');
  const axes = list('axes', 3) ?? range(0, starts.length);
  const steps = list('steps', 4) ?? starts.map(() => 1);
  let picked = range(0, whole.order.length);
  axes.forEach((given, k) => {
    const axis = readAxis(source, given, whole.dims.length);
    const indices = slicedIndices(source, whole.dims[axis], [starts[k], ends[k], steps[k]]);
    if (axis === 1) picked = indices;
    else if (indices.length !== whole.dims[axis] || indices[0] !== 0)
      source.reject(
        'a slice of channels, axis 1',
        `one of axis ${axis}`,
        'use a convolution or pooling without padding',
      );
  });
  if (picked.length === 0) source.reject('some of the channels', 'none');
  return pick(importing, whole, picked);
}

function slicedIndices(source: NodeSource, size: number, [start, end, step]: readonly number[]): number[] {
  if (!Number.isInteger(step) || step === 0) source.reject('steps other than 0', step);
  const from = (place: number): number => (place < 0 ? place + size : place);
  const [lowest, highest] = step > 0 ? [0, size] : [-1, size - 1];
  const clamp = (place: number): number => Math.max(lowest, Math.min(highest, from(place)));
  const [first, last] = [clamp(start), clamp(end)];
  return range(first, Math.max(0, Math.ceil((last - first) / step)), step);
}

/** Channels of an activation, or numbers of a constant list that an activation picks. */
function gather(importing: Importing): Value {
  const { source } = importing;
  if (source.input(0).type === 'constant') return lookUp(importing);
  const whole = wholeOf(source);
  if (readAxis(source, source.int('axis', 0), whole.dims.length) !== 1)
    source.reject('axis 1, the channels', source.int('axis', 0), ADVICE);
  const indices = source.constant(1);
  const channels = whole.order.length;
  const bad = indices.data.find((index) => !Number.isInteger(index) || index < -channels || index >= channels);
  if (indices.dims.length !== 1 || bad !== undefined)
    source.reject(`a list of channels below ${channels}`, bad ?? `[${indices.dims.join()}]`, ADVICE);
  return pick(
    importing,
    whole,
    Array.from(indices.data, (index) => (index < 0 ? index + channels : index)),
  );
}

export const PARTS: NodeKinds = [
  ['Split', { importNode: split, attributes: ['axis', 'split', 'num_outputs'] }],
  ['Slice', { importNode: slice, attributes: ['axes', 'starts', 'ends'] }],
  ['Gather', { importNode: gather, attributes: ['axis'] }],
];

// Convolutions: filters whose sums nobody needs, and input channels that add the same to every sum.
import { kindOf, signBits, zeros } from '@bitplane/model';
import type { BinaryConv2D, Int8Conv2D, Layer, SumRange, TensorOf } from '@bitplane/model';
import type { ChannelRule, Constants, Keep, Kept, Place } from '../channel-rule';
import { select } from './select';

export const binaryConv2DRule: ChannelRule<BinaryConv2D> = {
  kind: 'binary-conv2d',

  /** One number where all that a filter reads is constant, at the border as well. */
  ranges(layer, { constants: [constants], inputs }) {
    const length = inputs[0].channels / layer.groups;
    const bits = layer.weights.type === 'latent' ? signBits(layer.weights.values) : layer.weights.values;
    return Array.from({ length: layer.filters }, (_, filter) => {
      const first = Math.floor(filter / (layer.filters / layer.groups)) * length;
      const read = constants.slice(first, first + length);
      if (!read.every((bit) => isSameAtBorder(layer, bit))) return kindOf(layer).accumulatorRange!(layer, filter);
      return sumOf(layer, bits, filter, read);
    });
  },

  spread(layer, keep, { constants: [constants], movable }) {
    if (layer.groups > 1) return keepGroups(layer.groups, keep);
    if (!keep.output.includes(1)) return;
    keep.inputs[0].forEach((_, c) => {
      const canMove = movable === 'by element' ? constants[c] !== null : isSameAtBorder(layer, constants[c]);
      if (movable === 'not' || !canMove) keep.inputs[0][c] = 1;
    });
  },

  slice(layer, kept, place) {
    const channels = place.inputs[0].channels;
    const dropped = Array.from({ length: channels }, (_, c) => c).filter((c) => !kept.inputs[0].includes(c));
    const isWhole = layer.groups > 1 || dropped.length === 0;
    return {
      layer: sliced(layer, kept.inputs[0], kept, channels),
      moved: isWhole ? null : lossOf(sliced(layer, dropped, kept, channels), dropped, place),
    };
  },
};

export const int8Conv2DRule: ChannelRule<Int8Conv2D> = {
  kind: 'int8-conv2d',

  ranges: (layer) =>
    Array.from({ length: layer.filters }, (_, filter) => kindOf(layer).accumulatorRange!(layer, filter)),

  spread({ groups }, keep) {
    if (groups > 1) return keepGroups(groups, keep);
    keep.inputs[0].fill(1);
  },

  slice(layer, { output, inputs: [input] }, place) {
    const isGrouped = layer.groups > 1;
    const groups = isGrouped ? (layer.groups * output.length) / layer.filters : 1;
    const weights = selectFilters(layer.weights, layer.filters, output);
    const zeroPoints = select(layer.zeroPoints, place.inputs[0].channels, input);
    return { layer: { ...layer, filters: output.length, groups, weights, zeroPoints }, moved: null };
  },
};

/** All filters of a group stay, and all that it reads, where one does: groups have one size. */
function keepGroups(groups: number, { inputs: [input], output }: Keep): void {
  for (let group = 0; group < groups; group++) {
    const parts = [input, output].map((keep) => {
      const size = keep.length / groups;
      return keep.subarray(group * size, (group + 1) * size);
    });
    if (parts.some((part) => part.includes(1))) for (const part of parts) part.fill(1);
  }
}

/** Whether the channel's padded taps hold what the others do. */
function isSameAtBorder({ window, padValue }: BinaryConv2D, bit: 0 | 1 | null): boolean {
  const isPadded = Object.values(window.padding).some((pixels) => pixels > 0);
  return bit !== null && (!isPadded || padValue === (bit === 1 ? -1 : 1));
}

/** bits: the weights' signs. */
function sumOf({ weights, filters }: BinaryConv2D, bits: Uint8Array, filter: number, read: Constants): SumRange {
  const mask = weights.type === 'latent' ? null : weights.mask;
  const length = bits.length / filters;
  let sum = 0;
  for (let k = 0; k < length; k++) {
    const place = filter * length + k;
    if (mask?.[place] !== 0) sum += bits[place] === read[k % read.length] ? 1 : -1;
  }
  return { lower: sum, upper: sum };
}

const selectFilters = <Values extends Uint8Array | Int8Array | Float32Array>(
  weights: Values,
  filters: number,
  kept: readonly number[],
): Values => {
  const length = weights.length / filters;
  const result = new (weights.constructor as new (length: number) => Values)(kept.length * length);
  kept.forEach((filter, k) => result.set(weights.subarray(filter * length, (filter + 1) * length), k * length));
  return result;
};

/** With the filters that stay, and those channels of the input. */
function sliced(layer: BinaryConv2D, input: readonly number[], { output }: Kept, channels: number): BinaryConv2D {
  const isGrouped = layer.groups > 1;
  const groups = isGrouped ? (layer.groups * output.length) / layer.filters : 1;
  const part = <Values extends Uint8Array | Float32Array>(values: Values): Values => {
    const rows = selectFilters(values, layer.filters, output);
    return isGrouped ? rows : select(rows, channels, input);
  };
  const { weights } = layer;
  const parts =
    weights.type === 'latent'
      ? { ...weights, values: part(weights.values) }
      : { ...weights, values: part(weights.values), mask: weights.mask && part(weights.mask) };
  return { ...layer, filters: output.length, groups, weights: parts };
}

/** What the dropped channels added to each sum. layer: the convolution of them alone. */
function lossOf(layer: BinaryConv2D, dropped: readonly number[], place: Place): TensorOf<'int32'> | null {
  const input = zeros('bits', { ...place.inputs[0], channels: dropped.length });
  for (let k = 0; k < input.data.length; k++) input.data[k] = place.constants[0][dropped[k % dropped.length]] ?? 0;
  const loss = kindOf(layer as Layer).forward(layer, [input]) as TensorOf<'int32'>;
  if (loss.data.every((each) => each === 0)) return null;
  const isSame = loss.data.every((each, k) => each === loss.data[k % loss.channels]);
  return isSame ? { ...loss, height: 1, width: 1, data: loss.data.slice(0, loss.channels) } : loss;
}

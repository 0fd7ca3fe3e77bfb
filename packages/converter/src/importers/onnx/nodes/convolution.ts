import type { Pair, Shape } from '@bitplane/model';
import type { Importing } from '../graph/importing';
import type { NodeSource, Value } from '../graph/node-source';
import { convolve } from '../lower/convolve';
import type { Kernel } from '../lower/integer-weights';
import { inFileOrder, shuffleGroups } from '../lower/pick-channels';
import type { Activation } from '../values/activation';
import type { Constant } from '../values/constant';
import { batchOf, isInOrder, nchwView } from '../values/view';
import type { NodeKinds } from './node-kind';
import { readWindow, requireImage, WINDOW_ATTRIBUTES } from './window';

/** With the pads of a Pad before it. */
export function paddedShape({ shape, pads }: Activation): Shape {
  if (pads === null) return shape;
  const { top, bottom, left, right } = pads.padding;
  return { ...shape, height: shape.height + top + bottom, width: shape.width + left + right };
}

/** An activation as a node makes it of whole images: the layer's tensor, as [N, C, H, W]. */
export function imageOf(importing: Importing, layer: string, batch: number): Activation {
  const { height, width, channels } = importing.layers.typeOf(layer);
  const shape = { height, width, channels };
  return { type: 'activation', content: { type: 'real', layer }, shape, view: nchwView(shape, batch), pads: null };
}

function convolution(importing: Importing): Value {
  const { source } = importing;
  const weights = source.constant(1);
  const groups = source.int('group', 1);
  const given = source.activation(0);
  const isOfChannels = groups === given.shape.channels && weights.dims[0] === groups;
  const activation = groups === 1 || isOfChannels ? given : unshuffled(importing, given);
  const order = requireImage(source, activation);
  const [filters, depth, rows, columns] = weights.dims;
  const { channels } = activation.shape;
  if (weights.dims.length !== 4 || depth * groups !== channels || filters % groups !== 0)
    source.reject(
      `weights [filters, ${channels} / group, rows, columns]`,
      `[${weights.dims.join()}] with group ${groups}`,
    );
  const kernel: Pair = [rows, columns];
  const shape = source.ints('kernel_shape') ?? kernel;
  if (shape.join() !== kernel.join())
    source.reject(`kernel_shape [${kernel.join()}], as the weights have it`, `[${shape.join()}]`);
  const isDepthwise = depth === 1 && filters === channels;
  const sorted = { weights, order, bias: readBias(source, filters) };
  const layer = convolve(importing, {
    activation,
    window: readWindow(source, { kernel, input: paddedShape(activation), ceil: false }),
    ...(groups === 1 || isInOrder(order)
      ? { groups, kernel: kernelOf(weights, groups === 1 ? order : null), bias: sorted.bias }
      : isDepthwise
        ? { groups, ...depthwiseInOrder(sorted) }
        : { groups: 1, kernel: ungrouped(weights, order, groups), bias: sorted.bias }),
  });
  const image = imageOf(importing, layer, batchOf(activation.view));
  // A depthwise convolution leaves each channel where it is.
  return isDepthwise ? { ...image, view: image.view.with(1, activation.view[1]) } : image;
}

/**
 * With the channels in the order of the file where a shuffle brings them there, so that groups stay groups. Planes of
 * signs are no shuffle of their own: their groups become filters of all channels.
 */
function unshuffled(importing: Importing, activation: Activation): Activation {
  const order = Array.from(requireImage(importing.source, activation));
  const { content, shape } = activation;
  const hasPlanes = content.type === 'steps' && content.values.length > 2;
  if (hasPlanes || shuffleGroups(order, shape.channels) === null) return activation;
  return inFileOrder(importing, activation);
}

/**
 * [filters, channels, rows, columns] → [filters, rows, columns, channels], the channels in the layer's order if one is
 * given.
 */
function kernelOf(weights: Constant, order: Int32Array | null): Kernel {
  const [filters, depth, rows, columns] = weights.dims;
  const places = new Int32Array(weights.data.length);
  for (let f = 0, k = 0; f < filters; f++)
    for (let c = 0; c < depth; c++)
      for (let pixel = 0; pixel < rows * columns; pixel++, k++)
        places[(f * rows * columns + pixel) * depth + (order === null ? c : order[c])] = k;
  return pickKernel(weights, filters, places);
}

interface Shuffled {
  readonly weights: Constant;
  readonly order: Int32Array;
  readonly bias: Float64Array | null;
}

/** A filter for each of the layer's channels, instead of the file's. */
function depthwiseInOrder({ weights, order, bias }: Shuffled): { kernel: Kernel; bias: Float64Array | null } {
  const { length } = order;
  const taps = weights.data.length / length;
  const places = new Int32Array(weights.data.length);
  const filterOf = new Int32Array(length);
  order.forEach((channel, f) => {
    filterOf[channel] = f;
    for (let k = 0; k < taps; k++) places[channel * taps + k] = f * taps + k;
  });
  const kernel = pickKernel(weights, length, places);
  const scale = kernel.codes?.scale;
  const isPerFilter = scale !== undefined && scale.length > 1;
  return {
    kernel: isPerFilter
      ? { ...kernel, codes: { ...kernel.codes!, scale: scale.map((_, c) => scale[filterOf[c]]) } }
      : kernel,
    bias: bias && bias.map((_, c) => bias[filterOf[c]]),
  };
}

/**
 * Filters of a group as filters of all channels, with zeros for those of other groups: these lie anywhere in the
 * layer's order.
 */
function ungrouped(weights: Constant, order: Int32Array, groups: number): Kernel {
  const [filters, depth, rows, columns] = weights.dims;
  const channels = order.length;
  const places = new Int32Array(filters * rows * columns * channels).fill(NOWHERE);
  for (let f = 0, k = 0; f < filters; f++) {
    const first = Math.floor(f / (filters / groups)) * depth;
    for (let c = 0; c < depth; c++)
      for (let pixel = 0; pixel < rows * columns; pixel++, k++)
        places[(f * rows * columns + pixel) * channels + order[first + c]] = k;
  }
  return pickKernel(weights, filters, places);
}

/** The place of a weight that is 0. */
const NOWHERE = -1;

/** The weights at these places. */
export function pickKernel({ data, codes }: Constant, filters: number, places: Int32Array, filterAxis = 0): Kernel {
  const isScaled = codes !== null && (codes.axis === null || codes.axis === filterAxis);
  return {
    filters,
    weights: Float32Array.from(places, (place) => data[place] ?? 0),
    codes: isScaled
      ? { values: Int32Array.from(places, (place) => codes.codes[place] ?? 0), scale: codes.scale }
      : null,
  };
}

export function readBias(source: NodeSource, filters: number): Float64Array | null {
  const bias = source.optionalConstant(2);
  if (bias === null) return null;
  if (bias.data.length !== filters) source.reject(`a bias of ${filters} numbers`, `[${bias.dims.join()}]`);
  return bias.data.some((value) => value !== 0) ? Float64Array.from(bias.data) : null;
}

export const CONVOLUTION: NodeKinds = [
  ['Conv', { importNode: convolution, attributes: [...WINDOW_ATTRIBUTES, 'group'] }],
];

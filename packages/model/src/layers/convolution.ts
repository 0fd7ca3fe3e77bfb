// What all convolutions share: their geometry, and which numbers each sum is of.
import { numElements, type Shape } from '../tensor';
import { requireInteger, requireLength, reject } from './require';
import type { LayerBase } from './layer-kind';
import { OUTSIDE, slideWindow, windowPixels, type Window } from './window';

export interface ConvolutionLayer extends LayerBase {
  readonly filters: number;
  readonly window: Window;
  readonly groups: number;
}

/** Number of weights of one filter: rows · columns · channels / groups. */
export const filterLength = ({ window, groups }: ConvolutionLayer, { channels }: Shape): number =>
  window.size[0] * window.size[1] * (channels / groups);

/** What the runtime addresses: filters, padded to any kernel's blocks, and the bytes of a filter's floats. */
const MAX_FILTERS = 2 ** 24;
const MAX_FILTER_LENGTH = 2 ** 28;

/** The output's shape. weights: [filters, rows, columns, channels / groups]. Throws E_LAYER or E_SHAPE. */
export function convolutionShape(layer: ConvolutionLayer, input: Shape, weights: ArrayLike<number>): Shape {
  const { filters, groups } = layer;
  const { height, width } = slideWindow(layer, input);
  requireInteger(layer, 'filters', filters, 1);
  requireInteger(layer, 'groups', groups, 1);
  if (input.channels % groups !== 0 || filters % groups !== 0) {
    reject(layer, {
      attribute: 'groups',
      expected: `a divisor of ${input.channels} channels and ${filters} filters`,
      got: groups,
    });
  }
  const length = filterLength(layer, input);
  if (filters > MAX_FILTERS || length > MAX_FILTER_LENGTH) {
    const expected = `at most ${MAX_FILTERS} filters of ${MAX_FILTER_LENGTH} weights`;
    reject(layer, { attribute: 'filters', expected, got: `${filters} of ${length}` });
  }
  requireLength(layer, 'weights', weights, filters * length);
  return { height, width, channels: filters };
}

/** Multiply-adds of one image; padded taps count. */
export const convolutionMacs = (layer: ConvolutionLayer, input: Shape, output: Shape): number =>
  numElements(output) * filterLength(layer, input);

/**
 * The output of a filter: what it makes of the patch, [rows, columns, channels / groups], that lies under its window.
 */
export type Dot = (patch: Float64Array, filter: number) => number;

export interface Operands {
  readonly input: Shape;
  /** [height, width, channels] of the input */
  readonly values: Float64Array | Float32Array;
  /** What a padded tap holds. */
  readonly padValue: number;
  readonly dot: Dot;
}

/** Σ patch·weights[filter] from +0, in order. weights: [filters, length]. Float64: integers stay exact below 2^53. */
export const dotProduct = (weights: Float64Array, filters: number): Dot => {
  const length = weights.length / filters;
  return (patch, filter) => {
    const start = filter * length;
    let sum = 0;
    for (let k = 0; k < length; k++) sum += patch[k] * weights[start + k];
    return sum;
  };
};

/**
 * y[i,j,o] = dot of x[i·stride + u·dilation − top, j·stride + v·dilation − left, c] over u, v and the channels c of o's
 * group. Returns [height, width, filters] of the output.
 */
export function convolve(layer: ConvolutionLayer, operands: Operands, output: Shape): Float64Array {
  const { filters, groups } = layer;
  const groupFilters = filters / groups;
  const patch = new Float64Array(filterLength(layer, operands.input));
  const sums = new Float64Array(numElements(output));
  for (let i = 0; i < output.height; i++) {
    for (let j = 0; j < output.width; j++) {
      const pixels = windowPixels(layer.window, operands.input, i, j);
      const at = (i * output.width + j) * filters;
      for (let group = 0; group < groups; group++) {
        gather(patch, pixels, operands, group);
        for (let filter = group * groupFilters; filter < (group + 1) * groupFilters; filter++)
          sums[at + filter] = operands.dot(patch, filter);
      }
    }
  }
  return sums;
}

/** What lies under the window, in the order of the weights: the group's channels of each pixel. */
function gather(patch: Float64Array, pixels: Int32Array, { input, values, padValue }: Operands, group: number): void {
  const groupChannels = patch.length / pixels.length;
  for (let tap = 0; tap < pixels.length; tap++) {
    const to = tap * groupChannels;
    const from = pixels[tap] * input.channels + group * groupChannels;
    if (pixels[tap] === OUTSIDE) patch.fill(padValue, to, to + groupChannels);
    else for (let c = 0; c < groupChannels; c++) patch[to + c] = values[from + c];
  }
}

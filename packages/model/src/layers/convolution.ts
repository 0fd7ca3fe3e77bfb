// What the three convolutions share: their geometry and the one sum that defines them.
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
  requireLength(layer, 'weights', weights, filters * filterLength(layer, input));
  return { height, width, channels: filters };
}

/** Multiply-adds of one image; padded taps count. */
export const convolutionMacs = (layer: ConvolutionLayer, input: Shape, output: Shape): number =>
  numElements(output) * filterLength(layer, input);

export interface Operands {
  readonly input: Shape;
  /** [height, width, channels] of the input */
  readonly values: Float64Array;
  /** [filters, rows, columns, channels / groups] */
  readonly weights: Float64Array;
  /** What a padded tap holds. */
  readonly padValue: number;
}

/**
 * y[i,j,o] = Σ x[i·stride + u·dilation − top, j·stride + v·dilation − left, c]·w[o,u,v,c], over the channels c of o's
 * group, from +0 in the order u, v, c. Float64: integers stay exact below 2^53. Returns [height, width, filters] of the
 * output.
 */
export function convolve(layer: ConvolutionLayer, operands: Operands, output: Shape): Float64Array {
  const { filters, groups } = layer;
  const { weights } = operands;
  const length = filterLength(layer, operands.input);
  const groupFilters = filters / groups;
  const patch = new Float64Array(length);
  const sums = new Float64Array(numElements(output));
  for (let i = 0; i < output.height; i++) {
    for (let j = 0; j < output.width; j++) {
      const pixels = windowPixels(layer.window, operands.input, i, j);
      for (let group = 0; group < groups; group++) {
        gather(patch, pixels, operands, group);
        for (let filter = group * groupFilters; filter < (group + 1) * groupFilters; filter++) {
          const start = filter * length;
          let sum = 0;
          for (let k = 0; k < length; k++) sum += patch[k] * weights[start + k];
          sums[(i * output.width + j) * filters + filter] = sum;
        }
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

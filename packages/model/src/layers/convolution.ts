// What all convolutions share: their geometry, and which numbers each sum is of.
import { numElements, type Shape, type TensorOf } from '../tensor';
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

/** Signs are packed into words, 32 channels in each. */
type Values = Float64Array | Float32Array | Uint32Array;

/**
 * What filters make of the patch that is under their window, [rows, columns, channels / groups], 0 where a tap is
 * padded; `outside` lists these taps. sums[f] becomes the output of filter first + f.
 */
export type Dots<Patch extends Values> = (
  sums: Float64Array,
  patch: Patch,
  first: number,
  outside: readonly number[],
) => void;

export interface Operands<Patch extends Values> {
  readonly input: Shape;
  /** [height, width, channels] of the input */
  readonly values: Patch;
  /** Room for [rows, columns, channels / groups]. */
  readonly patch: Patch;
  readonly dots: Dots<Patch>;
}

/**
 * Σ patch·weights[filter] from +0, in order. weights: [filters, length]. Float64: integers stay exact below 2^53. The
 * sums of four filters are computed side by side, since each has to wait for its own additions.
 */
export const dotProducts =
  (weights: Float64Array): Dots<Float64Array> =>
  (sums, patch, first) => {
    const length = patch.length;
    let f = 0;
    for (; f + 4 <= sums.length; f += 4) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let k = 0, w = (first + f) * length; k < length; k++, w++) {
        a += patch[k] * weights[w];
        b += patch[k] * weights[w + length];
        c += patch[k] * weights[w + 2 * length];
        d += patch[k] * weights[w + 3 * length];
      }
      sums[f] = a;
      sums[f + 1] = b;
      sums[f + 2] = c;
      sums[f + 3] = d;
    }
    for (; f < sums.length; f++) {
      let sum = 0;
      for (let k = 0, w = (first + f) * length; k < length; k++, w++) sum += patch[k] * weights[w];
      sums[f] = sum;
    }
  };

/**
 * Fills the output: y[i,j,o] = dot of x[i·stride + u·dilation − top, j·stride + v·dilation − left, c] over u, v and the
 * channels c of o's group.
 */
export function convolve<Patch extends Values>(
  layer: ConvolutionLayer,
  { input, values, patch, dots }: Operands<Patch>,
  output: TensorOf<'int32' | 'float32' | 'float64'>,
): void {
  const sums = new Float64Array(layer.filters / layer.groups);
  for (let i = 0; i < output.height; i++) {
    for (let j = 0; j < output.width; j++) {
      const pixels = windowPixels(layer.window, input, i, j);
      const outside = tapsOutside(pixels);
      const at = (i * output.width + j) * layer.filters;
      for (let group = 0; group < layer.groups; group++) {
        const first = group * sums.length;
        gather(patch, values, { pixels, channels: input.channels, group });
        dots(sums, patch, first, outside);
        for (let f = 0; f < sums.length; f++) output.data[at + first + f] = sums[f];
      }
    }
  }
}

interface Gathered {
  readonly pixels: Int32Array;
  readonly channels: number;
  readonly group: number;
}

/** What is under the window, in the order of the weights: the group's channels of each pixel. */
function gather(patch: Values, values: Values, { pixels, channels, group }: Gathered): void {
  const groupChannels = patch.length / pixels.length;
  for (let tap = 0; tap < pixels.length; tap++) {
    const to = tap * groupChannels;
    const from = pixels[tap] * channels + group * groupChannels;
    if (pixels[tap] === OUTSIDE) patch.fill(0, to, to + groupChannels);
    else for (let c = 0; c < groupChannels; c++) patch[to + c] = values[from + c];
  }
}

function tapsOutside(pixels: Int32Array): number[] {
  const taps: number[] = [];
  for (let tap = 0; tap < pixels.length; tap++) if (pixels[tap] === OUTSIDE) taps.push(tap);
  return taps;
}

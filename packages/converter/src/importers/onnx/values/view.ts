// How ONNX's dimensions lie over a layer's tensor [height, width, channels]: Transpose, Reshape and Flatten move no
// number, they change the view.
import type { Shape } from '@bitplane/model';

/** `size` steps of `stride` elements of the layer's tensor. The batch has stride 0: a layer's tensor is one image. */
export interface Run {
  readonly size: number;
  readonly stride: number;
}

/** For each ONNX dimension its runs, the outermost first; none for a dimension of 1. */
export type View = readonly (readonly Run[])[];

const sizeOf = (runs: readonly Run[]): number => runs.reduce((product, { size }) => product * size, 1);

export const viewDims = (view: View): number[] => view.map(sizeOf);

const run = (size: number, stride: number): readonly Run[] => (size === 1 ? [] : [{ size, stride }]);

/** [N, C, H, W]; a batch that is free counts as 1. */
export const nchwView = ({ height, width, channels }: Shape, batch = 1): View => [
  run(batch, 0),
  run(channels, 1),
  run(height, width * channels),
  run(width, channels),
];

/** [N, H, W, C] */
export function nhwcView(shape: Shape, batch = 1): View {
  const [n, c, h, w] = nchwView(shape, batch);
  return [n, h, w, c];
}

export const batchOf = (view: View): number => sizeOf(view.flat().filter(({ stride }) => stride === 0));

/** Null where the new dimensions cut a run at a place that is no divisor of it. */
export function reshapeView(view: View, dims: readonly number[]): View | null {
  const rest = merged(view.flat());
  const reshaped: Run[][] = [];
  for (const dim of dims) {
    const runs: Run[] = [];
    for (let wanted = dim; wanted > 1;) {
      const next = rest.shift();
      if (next === undefined) return null;
      if (wanted % next.size === 0) {
        runs.push(next);
        wanted /= next.size;
      } else if (next.size % wanted === 0) {
        const inner = next.size / wanted;
        runs.push({ size: wanted, stride: next.stride * inner });
        rest.unshift({ size: inner, stride: next.stride });
        wanted = 1;
      } else return null;
    }
    reshaped.push(merged(runs));
  }
  return rest.length === 0 ? reshaped : null;
}

/** Neighbours that are one run: rows of a width that the view does not cut. */
function merged(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const next of runs) {
    const last = result.at(-1);
    const joins =
      last !== undefined && last.stride === next.size * next.stride && (last.stride === 0) === (next.stride === 0);
    if (joins) result[result.length - 1] = { size: last.size * next.size, stride: next.stride };
    else result.push(next);
  }
  return result;
}

/**
 * For each index of the dimensions, row-major, the element of the layer's tensor; those of the first image where there
 * are several.
 */
export function elementsOf(view: View): Int32Array {
  const runs = view.flat().filter(({ stride }) => stride > 0);
  const elements = new Int32Array(sizeOf(runs));
  let [count, outer] = [1, elements.length];
  for (const { size, stride } of runs) {
    outer /= size;
    for (let place = count - 1; place >= 0; place--) {
      const start = elements[place * size * outer];
      for (let k = 0; k < size; k++) elements[(place * size + k) * outer] = start + k * stride;
    }
    count *= size;
  }
  return elements;
}

const isRun = (runs: readonly Run[], size: number, stride: number): boolean =>
  size === 1 ? runs.length === 0 : runs.length === 1 && runs[0].size === size && runs[0].stride === stride;

const isBatch = (runs: readonly Run[]): boolean => runs.every(({ stride }) => stride === 0);

/**
 * [N, C, H, W] or, of one pixel, [N, C]: the layer's channel for each of ONNX's, which differ after a shuffle.
 * Null where the dimensions are no image.
 */
export function channelOrder(view: View, shape: Shape): Int32Array | null {
  const { height, width, channels } = shape;
  if (view.length !== 4 && !(view.length === 2 && height * width === 1)) return null;
  const [n, c, h = [], w = []] = view;
  const isImage = isBatch(n) && isRun(h, height, width * channels) && isRun(w, width, channels);
  if (!isImage || sizeOf(c) !== channels || c.some(({ stride }) => stride === 0 || stride >= channels)) return null;
  return elementsOf([c]);
}

export const isInOrder = (order: Int32Array): boolean => order.every((channel, k) => channel === k);

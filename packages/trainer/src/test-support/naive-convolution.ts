// Convolution as its definition says, for plain numbers: what the layers are compared with.
import type { Window } from '../layers/window';

/** Row-major numbers. */
export interface Numbers {
  readonly values: readonly number[];
  readonly shape: readonly number[];
}

export interface Geometry extends Window {
  readonly groups: number;
  readonly padValue: number;
}

/**
 * x: [N, H, W, C], kernel: [R, S, C / groups, F] → [N, H', W', F]; a tap outside of the image contributes padValue
 * times its weight.
 */
export function naiveConvolution(x: Numbers, kernel: Numbers, geometry: Geometry): number[] {
  const [images, height, width, channels] = x.shape;
  const [rows, columns, depth, filters] = kernel.shape;
  const [vertical, horizontal] = [placeAxis(height, geometry, 0), placeAxis(width, geometry, 1)];
  const y: number[] = [];
  for (let n = 0; n < images; n++)
    for (let i = 0; i < vertical.outputs; i++)
      for (let j = 0; j < horizontal.outputs; j++)
        for (let f = 0; f < filters; f++) {
          const firstChannel = Math.floor(f / (filters / geometry.groups)) * depth;
          let sum = 0;
          for (let r = 0; r < rows; r++)
            for (let s = 0; s < columns; s++)
              for (let d = 0; d < depth; d++) {
                const [row, column] = [vertical.pixel(i, r), horizontal.pixel(j, s)];
                const inside = row >= 0 && row < height && column >= 0 && column < width;
                const pixel = ((n * height + row) * width + column) * channels + firstChannel + d;
                const weight = kernel.values[((r * columns + s) * depth + d) * filters + f];
                sum += weight * (inside ? x.values[pixel] : geometry.padValue);
              }
          y.push(sum);
        }
  return y;
}

function placeAxis(size: number, { kernelSize, strides, dilationRate, padding }: Window, axis: 0 | 1) {
  const extent = (kernelSize[axis] - 1) * dilationRate[axis] + 1;
  const isGiven = typeof padding !== 'string';
  const [top, bottom] = isGiven ? padding[axis] : [0, 0];
  const outputs =
    padding === 'same'
      ? Math.ceil(size / strides[axis])
      : Math.floor((size + top + bottom - extent) / strides[axis]) + 1;
  const before = isGiven ? top : Math.floor(Math.max((outputs - 1) * strides[axis] + extent - size, 0) / 2);
  const pixel = (output: number, tap: number): number => output * strides[axis] + tap * dilationRate[axis] - before;
  return { outputs, pixel };
}

/**
 * The gradient to each of `values` of L = Σ dy·f(values), where f is affine in each of them: the difference that one
 * more makes. Exact for whole numbers.
 */
export function naiveGradient(
  values: readonly number[],
  dy: readonly number[],
  f: (values: readonly number[]) => number[],
): number[] {
  const loss = (at: readonly number[]): number => f(at).reduce((sum, value, i) => sum + value * dy[i], 0);
  const here = loss(values);
  return values.map((value, i) => loss(values.with(i, value + 1)) - here);
}

// Means of windows, in the order that docs/bits.md requires.
import type { AveragePool, Shape, Window } from '@bitplane/model';
import { finishedSum } from '../ops/exact-sum';
import { ElementCode } from '../graph-builder';
import type { LayerScope } from '../layer-scope';
import { sumInOrder } from '../ops/sum-in-order';
import { insideCounts, sumWindows } from '../ops/window-sum';
import { roundings, type OnnxNode, type Value } from './onnx-node';

/**
 * Floats are summed in row-major order: over a whole image by CumSum over its pixels, over smaller windows by adding
 * slices of the image, one for each tap; a ReduceSum or AveragePool may take any order. Integers are summed exactly in
 * int32, then rounded once.
 */
export const averagePoolNode: OnnxNode<AveragePool> = {
  kind: 'average-pool',

  addNodes(scope, { window }, [input]) {
    const counts = insideCounts(window, input);
    const sum = coversAll(window, input) ? sumOfImage(scope, input) : sumOfWindows(scope, window, input);
    const divisor = scope.constant('counts', counts.values, [counts.height, counts.width]);
    scope.output('Div', [sum, divisor]);
    return Infinity;
  },

  /**
   * In any order each of n additions rounds a partial sum ≤ n·max|x| once, so a sum is off by n·u·(n·max|x|) at most,
   * the mean by n·u·max|x| and the rounding of the division; two evaluations by twice that.
   */
  roundingError({ window }, { inputErrors: [inputError], inputMax, outputMax }) {
    const count = window.size[0] * window.size[1];
    return inputError + roundings(count * inputMax) + roundings(outputMax);
  },
};

const coversAll = ({ size, dilation, padding }: Window, { height, width }: Shape): boolean =>
  size[0] === height &&
  size[1] === width &&
  dilation[0] * dilation[1] === 1 &&
  padding.top + padding.left + padding.bottom + padding.right === 0;

function sumOfImage(scope: LayerScope, input: Value): string {
  const { name, height, width, channels } = input;
  if (input.element === 'int32') {
    const axes = scope.int64('image-axes', [2, 3]);
    const sum = scope.node('ReduceSum', [finishedSum(scope, name), axes], 'sum-of-integers', { keepdims: 1 });
    return scope.node('Cast', [sum], 'sum', { to: ElementCode.float32 });
  }
  const length = height * width;
  const pixels = scope.node('Reshape', [name, scope.int64('pixels-shape', [0, channels, length, 1])], 'pixels');
  return sumInOrder(scope, pixels, { axis: 2, length });
}

function sumOfWindows(scope: LayerScope, window: Window, input: Value): string {
  if (input.element !== 'int32') return sumWindows(scope, window, input);
  const sum = sumWindows(scope, window, { ...input, name: finishedSum(scope, input.name) });
  return scope.node('Cast', [sum], 'sum', { to: ElementCode.float32 });
}

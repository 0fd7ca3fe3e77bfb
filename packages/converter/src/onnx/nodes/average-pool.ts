// Mean over the whole image, in the order that docs/bits.md demands.
import type { AveragePool } from '@bitplane/model';
import { finishedSum } from '../exact-sum';
import { ElementCode } from '../graph-builder';
import type { LayerScope } from '../layer-scope';
import { roundings, type OnnxNode, type Value } from './onnx-node';

/**
 * [N, C, H, W] → [N, C, 1, 1]. Floats are summed by CumSum over the flattened pixels, whose last element is the sum in row-major
 * order; a ReduceSum or GlobalAveragePool may take any order. Integers are summed exactly in int32, then rounded once.
 */
export const averagePoolNode: OnnxNode<AveragePool> = {
  kind: 'average-pool',

  addNodes(scope, _layer, input) {
    const sum = input.element === 'int32' ? sumOfIntegers(scope, input) : sumInOrder(scope, input);
    const count = scope.constant('count', Float32Array.of(input.height * input.width), []);
    scope.output('Div', [sum, count]);
    return Infinity;
  },

  /**
   * In any order each of n additions rounds a partial sum ≤ n·max|x| once, so a sum is off by n·u·(n·max|x|) at most, the mean by
   * n·u·max|x| and the rounding of the division; two evaluations by twice that.
   */
  roundingError(_layer, { inputError, inputShape, inputMax, outputMax }) {
    const count = inputShape.height * inputShape.width;
    return inputError + roundings(count * inputMax) + roundings(outputMax);
  },
};

function sumOfIntegers(scope: LayerScope, { name }: Value): string {
  const axes = scope.int64('image-axes', [2, 3]);
  const sum = scope.node('ReduceSum', [finishedSum(scope, name), axes], 'sum-of-integers', { keepdims: 1 });
  return scope.node('Cast', [sum], 'sum', { to: ElementCode.float32 });
}

function sumInOrder(scope: LayerScope, { name, height, width, channels }: Value): string {
  const flat = scope.int64('pixels-shape', [0, channels, height * width, 1]);
  const pixels = scope.node('Reshape', [name, flat], 'pixels');
  const axis = scope.constant('pixel-axis', BigInt64Array.of(2n), []);
  const sums = scope.node('CumSum', [pixels, axis], 'partial-sums');
  return scope.node('Gather', [sums, scope.int64('last-pixel', [height * width - 1])], 'sum', { axis: 2 });
}

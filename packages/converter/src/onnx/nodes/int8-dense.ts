// A classifier of 8-bit weights on numbers, in the order that docs/format.md requires.
import type { Int8Dense } from '@bitplane/model';
import { ElementCode } from '../graph-builder';
import { largestMagnitude } from '../ops/largest-magnitude';
import { sumInOrder } from '../ops/sum-in-order';
import { roundings, type OnnxNode } from './onnx-node';

/** Products q·x by Mul over [N, O, K], summed in order, then Mul scale and Add offset: a MatMul may take any order. */
export const int8DenseNode: OnnxNode<Int8Dense> = {
  kind: 'int8-dense',

  addNodes(scope, { filters, weights, scale, offset }, [{ name, height, width, channels }]) {
    const length = height * width * channels;
    const nhwc = scope.node('Transpose', [name], 'nhwc', { perm: [0, 2, 3, 1] });
    const row = scope.node('Reshape', [nhwc, scope.int64('row-shape', [0, 1, length])], 'row');
    const stored = scope.constant('weights-int8', weights, [filters, length]);
    const floats = scope.node('Cast', [stored], 'weights', { to: ElementCode.float32 });
    const sum = sumInOrder(scope, scope.node('Mul', [row, floats], 'products'), { axis: 2, length });
    const perFilter = (label: string, values: ArrayLike<number>) =>
      scope.constant(label, Float32Array.from(values), [filters, 1]);
    let y = scope.node('Mul', [sum, perFilter('scale', scale)], 'scaled');
    if (offset !== null) y = scope.node('Add', [y, perFilter('offset', offset)], 'shifted');
    scope.output('Reshape', [y, scope.int64('output-shape', [0, filters, 1, 1])]);
    return Infinity;
  },

  /**
   * In any order K products and K − 1 additions round numbers up to K·127·max|x|, which the scale carries on; then one
   * rounding of the product and one of the sum.
   */
  roundingError({ weights, filters, scale }, { inputErrors: [inputError], inputMax, outputMax }) {
    const length = weights.length / filters;
    const largestSum = length * largestMagnitude(weights) * inputMax;
    const factor = largestMagnitude(scale);
    const sumError = length * largestMagnitude(weights) * inputError + 2 * length * roundings(largestSum);
    return factor * sumError + roundings(factor * largestSum) + roundings(outputMax);
  },
};

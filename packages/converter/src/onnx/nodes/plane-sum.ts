// Sums of pairs of planes as one number.
import type { PlaneSum } from '@bitplane/model';
import { finishedSumAsFloat } from '../ops/exact-sum';
import { largestMagnitude } from '../ops/largest-magnitude';
import { roundings, type OnnxNode } from './onnx-node';

/** y = c_0·acc_0, then y + c_p·acc_p, by Mul and Add over the slices of the channels, in that order. */
export const planeSumNode: OnnxNode<PlaneSum> = {
  kind: 'plane-sum',

  addNodes(scope, { planes, scales }, [input]) {
    const sums = finishedSumAsFloat(scope, input.name);
    const filters = input.channels / planes;
    const axis = scope.int64('channel-axis', [1]);
    const part = (plane: number): string => {
      const ends = [plane * filters, (plane + 1) * filters].map((end, k) => scope.int64(`end-${plane}-${k}`, [end]));
      const sum = scope.node('Slice', [sums, ...ends, axis], `sum-${plane}`);
      const values = Float32Array.from(scales.subarray(plane * filters, (plane + 1) * filters));
      return scope.node('Mul', [sum, scope.constant(`scale-${plane}`, values, [filters, 1, 1])], `part-${plane}`);
    };
    let total = part(0);
    for (let plane = 1; plane < planes; plane++) total = scope.node('Add', [total, part(plane)], `total-${plane}`);
    scope.output('Identity', [total]);
    return Infinity;
  },

  /** The sums are exact; of P products and P − 1 additions none exceeds P times the largest product. */
  roundingError({ planes, scales }, { inputMax }) {
    return (2 * planes - 1) * roundings(planes * largestMagnitude(scales) * inputMax);
  },
};

// Sums in the one order that the reference takes.
import type { LayerScope } from '../layer-scope';

export interface SummedAxis {
  readonly axis: number;
  readonly length: number;
}

/**
 * Sum over an axis, which stays with one element: CumSum adds one term after the other; a ReduceSum or MatMul may take
 * any order.
 */
export function sumInOrder(scope: LayerScope, x: string, { axis, length }: SummedAxis): string {
  const summed = scope.constant('summed-axis', BigInt64Array.of(BigInt(axis)), []);
  const partial = scope.node('CumSum', [x, summed], 'partial-sums');
  return scope.node('Gather', [partial, scope.int64('last-term', [length - 1])], 'sum-in-order', { axis });
}

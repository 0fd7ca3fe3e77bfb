// Which sums of integers float32 holds exactly.
import { BitplaneError } from '@bitplane/model';
import { ElementCode } from '../graph-builder';
import type { LayerScope } from '../layer-scope';

/**
 * Every integer up to one beyond is a float32, so a sum whose terms' absolute values add up to at most this is exact in
 * any order.
 */
const LARGEST_EXACT = 2 ** 24 - 1;

/** Throws E_LAYER if a convolution's accumulator could leave the integers that float32 holds. */
export function requireExactSum(layerName: string, bound: number): number {
  if (bound <= LARGEST_EXACT) return bound;
  throw new BitplaneError(
    'E_LAYER',
    `ONNX: layer '${layerName}': sums must stay within ${LARGEST_EXACT} to be exact in float32, but can reach ${bound}; use a smaller kernel or fewer channels per group`,
  );
}

/**
 * The integer tensor x as int32. Besides saying what it is, the cast keeps onnxruntime from folding a scale or offset
 * that follows into the convolution's weights, which would round every product instead of the finished sum.
 */
export const finishedSum = (scope: LayerScope, x: string): string =>
  scope.node('Cast', [x], 'finished-sum', { to: ElementCode.int32 });

/** The same back in float32, exactly: what a float layer computes with when it follows a convolution. */
export const finishedSumAsFloat = (scope: LayerScope, x: string): string =>
  scope.node('Cast', [finishedSum(scope, x)], 'sum', { to: ElementCode.float32 });

import * as tf from '@tensorflow/tfjs';
import { BitplaneError } from '@bitplane/model';
import { activationScale, scaledResidual, type ActivationScale } from './activation-scale';
import { EITHER, type QuantizerKind } from './quantizer';
import { residual } from './residual';
import type { Setting } from './settings';

/**
 * n(e) as nested arrays of 1 … 4; it broadcasts to the operand from its last axis on, e.g. [1, 2] for two channels or
 * filters.
 */
export type BitMap = readonly (number | BitMap)[];

/**
 * Residual sign with a number of bits for each element.
 *
 *     q(x_e) = Σ_i s_i·b_i(e), i = 1 … n(e);  b_i = sign(r_i),  r_1 = x,  r_{i+1} = r_i − s_i·b_i
 *     s_i = mean|r_i| over the elements of the tensor with n(e) ≥ i
 *     ∂q/∂x_e ≈ 1 if |x_e| ≤ n(e), else 0
 *
 * @param x float32 of any shape that the map broadcasts to; not NaN.
 * @returns float32 of the same shape, in [−Σs_i, Σs_i].
 *
 * Fromm et al., "Heterogeneous Bitwidth Binarization in Convolutional Neural Networks", arXiv:1805.10368, section 3.
 */
export function bitMapSign(x: tf.Tensor, map: BitMap): tf.Tensor {
  return residual(x, { numPlanes: Math.max(...numbers(map)), bitMap: () => tensorOf(map) });
}

export const BIT_MAP: QuantizerKind<{ bits: BitMap; scale: ActivationScale }> = {
  roles: EITHER,
  settings: (role) => ({ bits: BITS, scale: activationScale(role) }),
  create: ({ bits, scale }, { where }) => {
    const flat = numbers(bits);
    const numPlanes = Math.max(...flat);
    const plan = { numPlanes, bitMap: () => tensorOf(bits) };
    const { build, quantize } = scaledResidual(scale, numPlanes, () => plan);
    return {
      range: [-Infinity, Infinity],
      numBits: flat.reduce((sum, n) => sum + n, 0) / flat.length,
      // All elements have the first min(n) bits.
      numPlanes,
      build: (shape) => {
        requireBroadcast(shapeOf(bits) ?? [], shape, where);
        return build?.(shape) ?? [];
      },
      quantize,
    };
  },
};

const BITS: Setting<BitMap> = {
  initial: undefined,
  expected: 'a rectangular nested array of integers from 1 to 4',
  accepts: (value) =>
    Array.isArray(value) &&
    shapeOf(value as BitMap) !== null &&
    numbers(value as BitMap).every((n) => Number.isInteger(n) && n >= 1 && n <= 4),
};

const numbers = (map: BitMap): number[] =>
  map.flatMap((part) => (Array.isArray(part) ? numbers(part as BitMap) : [part as number]));

const tensorOf = (map: BitMap): tf.Tensor => tf.tensor(numbers(map), shapeOf(map) ?? []);

/** Null where the parts of an array differ in shape, or where it is empty. */
function shapeOf(map: number | BitMap): number[] | null {
  if (!Array.isArray(map)) return [];
  const shapes = (map as BitMap).map(shapeOf);
  const [first] = shapes;
  const rectangular = shapes.every(
    (shape) => shape !== null && String(shape) === String(first) && shape.length === first?.length,
  );
  return first && rectangular ? [shapes.length, ...first] : null;
}

function requireBroadcast(map: readonly number[], operand: tf.Shape, where: string): void {
  const aligned = operand.slice(Math.max(operand.length - map.length, 0));
  const fits = map.length <= operand.length && map.every((size, i) => size === 1 || (aligned[i] ?? size) === size);
  if (fits) return;
  throw new BitplaneError(
    'E_LAYER',
    `${where}: expected bits of a shape that broadcasts to [${operand.map(String).join(', ')}], got [${map.join(', ')}]`,
  );
}

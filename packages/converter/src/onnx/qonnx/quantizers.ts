// The operators that QONNX adds to ONNX, https://github.com/fastmachinelearning/qonnx.
import type { SignWeights } from '@bitplane/model';
import type { Target } from '../graph-builder';
import { signNumbers, toOihw } from '../ops/weights-oihw';
import type { ShapedScope } from './shaped-scope';

/** Version 2 of the domain is what Brevitas writes since 0.12; the opset and IR version are those of its files. */
export const QONNX_TARGET: Target = {
  irVersion: 10,
  opset: 20,
  custom: {
    domain: 'qonnx.custom_op.general',
    version: 2,
    operators: ['BipolarQuant', 'Quant', 'MultiThreshold'],
  },
};

export interface Bits {
  readonly bits: number;
  readonly signed: boolean;
  /** Without the lowest number, so that the rest lies evenly around 0. */
  readonly narrow: boolean;
}

/** +1 where x ≥ 0, −0 included, else −1. */
export const addBipolarQuant = (scope: ShapedScope, x: string, label: string): string =>
  scope.node('BipolarQuant', [x, scope.scalar(`${label}-scale`, 1)], label);

/** Says that x has whole numbers of this many bits: of such, nothing changes. */
export function addQuant(scope: ShapedScope, x: string, label: string, { bits, signed, narrow }: Bits): string {
  const numbers = { scale: 1, 'zero-point': 0, bits };
  const inputs = Object.entries(numbers).map(([name, value]) => scope.scalar(`${label}-${name}`, value));
  const attributes = { signed: Number(signed), narrow: Number(narrow), rounding_mode: 'ROUND' };
  return scope.node('Quant', [x, ...inputs], label, attributes);
}

/** ±1, or −1, 0 and +1 where there is a mask; OHWI in the layer, OIHW in the file. */
export function addSigns(
  scope: ShapedScope,
  weights: SignWeights,
  [filters, rows, columns, channels]: readonly [number, number, number, number],
): string {
  const dims = [filters, channels, rows, columns];
  const numbers = scope.constant('weights-float', toOihw(signNumbers(weights), filters, channels), dims);
  const ofWeights = scope.shaped(dims);
  if (weights.mask === null) return addBipolarQuant(ofWeights, numbers, 'weights');
  return addQuant(ofWeights, numbers, 'weights', { bits: 2, signed: true, narrow: true });
}

/** 8-bit weights, −127 … 127. dims: those of the values. */
export function addInt8(scope: ShapedScope, values: Float32Array, dims: readonly number[]): string {
  const numbers = scope.constant('weights-float', values, dims);
  return addQuant(scope.shaped(dims), numbers, 'weights', { bits: 8, signed: true, narrow: true });
}

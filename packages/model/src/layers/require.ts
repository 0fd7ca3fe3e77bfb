// What layer kinds require of their attributes and inputs, and how they say that it is not so.
import { BitplaneError, type ErrorCode } from '../errors';
import type { ElementType, TensorType } from '../tensor';
import type { LayerBase } from './layer-kind';

export interface Complaint {
  readonly attribute: string;
  readonly expected: string;
  readonly got: unknown;
  /** E_LAYER unless given. */
  readonly code?: ErrorCode;
}

type Numbers = ArrayLike<number>;

export function reject(layer: LayerBase, { attribute, expected, got, code = 'E_LAYER' }: Complaint): never {
  throw new BitplaneError(
    code,
    `layer '${layer.name}' (${layer.kind}): ${attribute}: expected ${expected}, got ${String(got)}`,
  );
}

/** The layer's only input, whose elements must be one of `elements`. Throws E_LAYER. */
export function requireInput(
  layer: LayerBase,
  inputs: readonly TensorType[],
  elements: readonly ElementType[],
): TensorType {
  if (inputs.length !== 1) reject(layer, { attribute: 'inputs', expected: 'one input', got: inputs.length });
  requireElements(layer, inputs, elements);
  return inputs[0];
}

/** The layer's two inputs, whose elements must be of `elements`. Throws E_LAYER. */
export function requireTwoInputs(
  layer: LayerBase,
  inputs: readonly TensorType[],
  elements: readonly ElementType[],
): [TensorType, TensorType] {
  if (inputs.length !== 2) reject(layer, { attribute: 'inputs', expected: 'two inputs', got: inputs.length });
  requireElements(layer, inputs, elements);
  return [inputs[0], inputs[1]];
}

function requireElements(layer: LayerBase, inputs: readonly TensorType[], elements: readonly ElementType[]): void {
  inputs.forEach(({ element }, k) => {
    if (elements.includes(element)) return;
    reject(layer, { attribute: `input '${layer.inputs[k]}'`, expected: elements.join(' or '), got: element });
  });
}

/** Throws E_LAYER unless `value` is an integer ≥ `least`. */
export function requireInteger(layer: LayerBase, attribute: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  reject(layer, { attribute, expected: `an integer of ${least} or more`, got: value });
}

/** Throws E_SHAPE unless the array has `length` elements. */
export function requireLength(layer: LayerBase, attribute: string, array: Numbers, length: number): void {
  if (array.length === length) return;
  reject(layer, { attribute, expected: `${length} elements`, got: array.length, code: 'E_SHAPE' });
}

/** Throws E_VALUE, with the index, at the first number that is NaN or infinite. */
export function requireFinite(layer: LayerBase, attribute: string, array: Numbers): void {
  for (let index = 0; index < array.length; index++) {
    if (Number.isFinite(array[index])) continue;
    reject(layer, {
      attribute: `${attribute}[${index}]`,
      expected: 'a finite number',
      got: array[index],
      code: 'E_VALUE',
    });
  }
}

/** Throws E_VALUE, with the index, at the first weight that is −128, which quantizeInt8 never makes. */
export function requireInt8Weights(layer: LayerBase, weights: Int8Array): void {
  const index = weights.indexOf(-128);
  if (index >= 0) reject(layer, { attribute: `weights[${index}]`, expected: '−127…127', got: -128, code: 'E_VALUE' });
}

/** Throws E_VALUE, with the index, at the first byte that is not a stored sign. */
export function requireBits(layer: LayerBase, attribute: string, array: Numbers): void {
  for (let index = 0; index < array.length; index++) {
    if (array[index] === 0 || array[index] === 1) continue;
    reject(layer, { attribute: `${attribute}[${index}]`, expected: '0 or 1', got: array[index], code: 'E_VALUE' });
  }
}

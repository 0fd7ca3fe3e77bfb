// Layers that compute in float32 at run time, and in float64 while the passes are not done with them.
import type { ElementType, Tensor, TensorType } from '../tensor';
import { requireFinite, requireInput, requireLength, reject } from './require';
import type { LayerBase } from './layer-kind';

export type FloatElement = 'float32' | 'float64';

interface FloatLayer extends LayerBase {
  readonly element: FloatElement;
}

/** The rounding that follows each operation in `element`. */
export const roundingOf = (element: FloatElement): ((x: number) => number) =>
  element === 'float32' ? Math.fround : (x) => x;

/**
 * What a layer of real numbers may read: in float32 float32 alone, as at run time; in float64 every number, exactly.
 */
export const numbersFor = (element: FloatElement): readonly ElementType[] =>
  element === 'float32' ? ['float32'] : ['int32', 'float32', 'float64'];

/** The layer's only input; float64 is not narrowed silently. Throws E_LAYER. */
export function requireFloatInput(layer: FloatLayer, inputs: readonly TensorType[]): TensorType {
  return requireInput(
    layer,
    inputs,
    layer.element === 'float32' ? ['int32', 'float32'] : ['int32', 'float32', 'float64'],
  );
}

/** Throws E_SHAPE, E_VALUE, or E_LAYER where a float32 layer holds parameters that no float32 runtime could have. */
export function requireFloats(
  layer: FloatLayer,
  attribute: string,
  array: Float64Array | Float32Array,
  length: number,
): void {
  if (layer.element === 'float32' && !(array instanceof Float32Array)) {
    reject(layer, {
      attribute,
      expected: 'a Float32Array, since the layer computes in float32',
      got: array.constructor.name,
    });
  }
  requireLength(layer, attribute, array, length);
  requireFinite(layer, attribute, array);
}

/** Throws E_VALUE where a float32 layer reads an integer that float32 may not hold: |x| ≥ 2^24. */
export function requireExactInFloat32(layer: FloatLayer, { element, data }: Tensor): void {
  if (element !== 'int32' || layer.element === 'float64') return;
  const index = data.findIndex((x) => Math.abs(x) >= 2 ** 24);
  if (index < 0) return;
  reject(layer, {
    attribute: `input[${index}]`,
    expected: 'less than 2^24 in size',
    got: data[index],
    code: 'E_VALUE',
  });
}

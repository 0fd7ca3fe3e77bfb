// Numbers kept between two bounds: HardTanh, ReLU6.
import { zeros, type TensorOf } from '../tensor';
import { reject } from './require';
import { requireExactInFloat32, requireFloatInput, type FloatElement } from './float-element';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/**
 * y = minimum if x < minimum, else maximum if x > maximum, else x: so −0 stays −0 where a bound is +0. An int32 input
 * is converted as for affine. HardTanh: −1 and 1. ReLU6: 0 and 6.
 */
export interface Clip extends LayerBase {
  readonly kind: 'clip';
  readonly element: FloatElement;
  /** Finite; numbers of float32 if `element` is. */
  readonly minimum: number;
  /** At least `minimum`. */
  readonly maximum: number;
}

export const clip: LayerKind<Clip> = {
  kind: 'clip',

  outputType(layer, inputs) {
    const input = requireFloatInput(layer, inputs);
    for (const attribute of ['minimum', 'maximum'] as const) requireBound(layer, attribute);
    if (layer.minimum > layer.maximum) {
      const expected = `at least the minimum, ${layer.minimum}`;
      reject(layer, { attribute: 'maximum', expected, got: layer.maximum, code: 'E_VALUE' });
    }
    return { ...input, element: layer.element };
  },

  cost: () => noMacs({ other: 2 * 32 }),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<FloatElement | 'int32'>;
    const output = zeros(layer.element, this.outputType(layer, inputs));
    requireExactInFloat32(layer, input);
    for (let k = 0; k < output.data.length; k++) output.data[k] = clipped(layer, input.data[k]);
    return output;
  },

  elementwise: {
    step: (layer) => ({ apply: (x) => clipped(layer, x), bendsAtZero: false }),
    isPerChannel: () => true,
    direction: () => 1,
  },

  inFloat32: (layer): Clip => ({
    ...layer,
    element: 'float32',
    minimum: Math.fround(layer.minimum),
    maximum: Math.fround(layer.maximum),
  }),
};

/** One number, whatever the element type: a bound or the number itself. */
function clipped({ minimum, maximum }: Clip, x: number): number {
  if (x < minimum) return minimum;
  return x > maximum ? maximum : x;
}

function requireBound(layer: Clip, attribute: 'minimum' | 'maximum'): void {
  const bound = layer[attribute];
  const isFloat32 = layer.element === 'float64' || Object.is(Math.fround(bound), bound);
  if (Number.isFinite(bound) && isFloat32) return;
  const expected = `a finite number${layer.element === 'float32' ? ' of float32' : ''}`;
  reject(layer, { attribute, expected, got: bound, code: 'E_VALUE' });
}

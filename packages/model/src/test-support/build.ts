// Short ways to say tensors, windows and layers in tests.
import { BitplaneError, type ErrorCode } from '../errors';
import type { Layer } from '../graph';
import { kindOf } from '../layers';
import type { Padding, Pair, Window } from '../layers/window';
import { zeros, type ElementType, type Tensor, type TensorOf } from '../tensor';

/** A tensor of [height, width, channels]. */
export function tensor<Element extends ElementType>(
  element: Element,
  [height, width, channels]: readonly [number, number, number],
  values: ArrayLike<number>,
): TensorOf<Element> {
  const result = zeros(element, { height, width, channels });
  (result.data as Float64Array).set(values);
  return result;
}

interface WindowParts {
  readonly stride?: Pair;
  readonly dilation?: Pair;
  readonly padding?: Partial<Padding>;
}

export const windowOf = (size: Pair, { stride = [1, 1], dilation = [1, 1], padding }: WindowParts = {}): Window => ({
  size,
  stride,
  dilation,
  padding: { top: 0, left: 0, bottom: 0, right: 0, ...padding },
});

type Unnamed<Kind> = Kind extends Layer ? Omit<Kind, 'name' | 'inputs'> : never;

/** A layer named `layer` that reads `input`, or `input-1`, `input-2` and so on. */
export const named = (attributes: Unnamed<Layer>, numInputs = 1): Layer => ({
  ...attributes,
  name: 'layer',
  inputs: numInputs === 1 ? ['input'] : Array.from({ length: numInputs }, (_, k) => `input-${k + 1}`),
});

/** What the layer makes of its inputs. */
export function forward(attributes: Unnamed<Layer>, ...inputs: Tensor[]): Tensor {
  const layer = named(attributes, inputs.length);
  return kindOf(layer).forward(layer, inputs);
}

/** Smallest number above 0 in float32. */
export const MIN_FLOAT32 = 2 ** -149;

export const values = ({ data }: Tensor): number[] => [...data];

/** The code of the BitplaneError that the action throws. */
export function errorCode(action: () => unknown): ErrorCode | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof BitplaneError) return error.code;
    throw error;
  }
  return undefined;
}

// Elementwise sum: a shortcut that joins its branch.
import { zeros, type Shape, type TensorOf } from '../tensor';
import { requireTwoInputs, reject } from './require';
import { numbersFor, roundingOf, type FloatElement } from './float-element';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/** y = a + b, one rounding: two inputs of one shape → `element`. */
export interface Add extends LayerBase {
  readonly kind: 'add';
  readonly element: FloatElement;
}

export const add: LayerKind<Add> = {
  kind: 'add',

  outputType(layer, inputs) {
    const [a, b] = requireTwoInputs(layer, inputs, numbersFor(layer.element));
    if (extents(a) !== extents(b)) {
      const got = `${extents(a)} and ${extents(b)}`;
      reject(layer, { attribute: 'inputs', expected: 'two of one shape', got, code: 'E_SHAPE' });
    }
    return { ...a, element: layer.element };
  },

  inNumbers: {
    why: 'adds the numbers of two branches',
    change: 'take the sign before the addition, or leave the shortcut out, where accuracy allows it',
  },

  cost: () => noMacs({}),

  forward(layer, inputs) {
    const [a, b] = inputs as TensorOf<FloatElement | 'int32'>[];
    const output = zeros(layer.element, this.outputType(layer, inputs));
    const round = roundingOf(layer.element);
    for (let k = 0; k < output.data.length; k++) output.data[k] = round(a.data[k] + b.data[k]);
    return output;
  },
};

const extents = ({ height, width, channels }: Shape): string => `${height}×${width}×${channels}`;

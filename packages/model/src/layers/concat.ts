// Channels of two tensors side by side.
import { zeros, type Shape, type TensorOf } from '../tensor';
import { requireTwoInputs, reject } from './require';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/**
 * [h, w, C] and [h, w, D] of one element type (bits, float32 or float64) → [h, w, C + D]: each pixel has the first
 * input's channels, then the second's.
 */
export interface Concat extends LayerBase {
  readonly kind: 'concat';
}

export const concat: LayerKind<Concat> = {
  kind: 'concat',

  outputType(layer, inputs) {
    const [a, b] = requireTwoInputs(layer, inputs, ['bits', 'float32', 'float64']);
    if (a.element !== b.element) {
      reject(layer, { attribute: 'inputs', expected: 'two of one element type', got: `${a.element} and ${b.element}` });
    }
    if (pixels(a) !== pixels(b)) {
      const got = `${pixels(a)} and ${pixels(b)}`;
      reject(layer, { attribute: 'inputs', expected: 'two of one height and width', got, code: 'E_SHAPE' });
    }
    return { ...a, channels: a.channels + b.channels };
  },

  inNumbers: {
    why: 'joins numbers of several layers',
    change: 'take a sign of each of them, and join the signs',
  },

  cost: () => noMacs({}),

  forward(layer, inputs) {
    const [a, b] = inputs as TensorOf<'float64'>[];
    const output = zeros(a.element, this.outputType(layer, inputs));
    const { channels } = output;
    for (let pixel = 0; pixel < a.height * a.width; pixel++) {
      for (let c = 0; c < channels; c++) {
        const value = c < a.channels ? a.data[pixel * a.channels + c] : b.data[pixel * b.channels + c - a.channels];
        output.data[pixel * channels + c] = value;
      }
    }
    return output;
  },
};

const pixels = ({ height, width }: Shape): string => `${height}×${width}`;

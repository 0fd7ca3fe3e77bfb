// A larger image by repetition of pixels.
import { zeros, type TensorOf } from '../tensor';
import { requireInput, requireInteger } from './require';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';
import type { Pair } from './window';

/** y[i,j,c] = x[⌊i / factors[0]⌋, ⌊j / factors[1]⌋, c]: the element type stays. */
export interface Upsample extends LayerBase {
  readonly kind: 'upsample';
  /** How many rows, and columns, each one becomes. */
  readonly factors: Pair;
}

export const upsample: LayerKind<Upsample> = {
  kind: 'upsample',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['bits', 'float32', 'float64']);
    const [rows, columns] = layer.factors;
    requireInteger(layer, 'factors[0]', rows, 1);
    requireInteger(layer, 'factors[1]', columns, 1);
    return { ...input, height: rows * input.height, width: columns * input.width };
  },

  inNumbers: {
    why: 'repeats numbers',
    change: 'take the sign before the upsampling',
  },

  cost: () => noMacs({}),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'float64'>;
    const output = zeros(input.element, this.outputType(layer, inputs));
    const { channels } = input;
    const [rows, columns] = layer.factors;
    for (let i = 0; i < output.height; i++) {
      for (let j = 0; j < output.width; j++) {
        const from = (Math.floor(i / rows) * input.width + Math.floor(j / columns)) * channels;
        output.data.set(input.data.subarray(from, from + channels), (i * output.width + j) * channels);
      }
    }
    return output;
  },
};

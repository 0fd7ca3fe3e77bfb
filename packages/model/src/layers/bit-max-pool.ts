// Max-pool on signs.
import { zeros, type TensorOf } from '../tensor';
import { requireBits, requireInput, requireLength } from './require';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';
import { pixelsInside, poolingShape } from './pooling';
import type { Window } from './window';

/**
 * Max-pool on signs, bits → bits; padded taps do not take part. A channel with minimum 0 is +1 if any input is (AND of
 * stored bits); one with minimum 1 is +1 if all are (OR): a max-pool that stands before a batch norm with γ' < 0.
 */
export interface BitMaxPool extends LayerBase {
  readonly kind: 'bit-max-pool';
  readonly window: Window;
  /** [channels], 0 or 1 */
  readonly minimum: Uint8Array;
}

export const bitMaxPool: LayerKind<BitMaxPool> = {
  kind: 'bit-max-pool',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['bits']);
    requireLength(layer, 'minimum', layer.minimum, input.channels);
    requireBits(layer, 'minimum', layer.minimum);
    return { ...poolingShape(layer, input), element: 'bits' };
  },

  cost: (layer) => noMacs({ other: layer.minimum.length }),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'bits'>;
    const output = zeros('bits', this.outputType(layer, inputs));
    const { height, width, channels } = output;
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const pixels = pixelsInside(layer.window, input, i, j);
        for (let c = 0; c < channels; c++) {
          let all = 1;
          let any = 0;
          for (let tap = 0; tap < pixels.length; tap++) {
            const bit = input.data[pixels[tap] * channels + c];
            all &= bit;
            any |= bit;
          }
          output.data[(i * width + j) * channels + c] = layer.minimum[c] === 1 ? any : all;
        }
      }
    }
    return output;
  },
};

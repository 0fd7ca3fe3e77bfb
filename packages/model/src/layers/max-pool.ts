// Max-pool on numbers.
import { zeros, type TensorOf } from '../tensor';
import { requireInput } from './require';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';
import { pixelsInside, poolingShape } from './pooling';
import type { Window } from './window';

/**
 * Largest value of each window; padded taps do not take part. In row-major order a later one counts only if it is
 * greater: of −0 and +0 the first is kept. Keeps the element type (float32, float64 or int32).
 */
export interface MaxPool extends LayerBase {
  readonly kind: 'max-pool';
  readonly window: Window;
}

export const maxPool: LayerKind<MaxPool> = {
  kind: 'max-pool',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['int32', 'float32', 'float64']);
    return { ...poolingShape(layer, input), element: input.element };
  },

  cost: () => noMacs({}),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'float64'>;
    const output = zeros(input.element, this.outputType(layer, inputs));
    const { height, width, channels } = output;
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const pixels = pixelsInside(layer.window, input, i, j);
        for (let c = 0; c < channels; c++) {
          let largest = input.data[pixels[0] * channels + c];
          for (const pixel of pixels) {
            const value = input.data[pixel * channels + c];
            if (value > largest) largest = value;
          }
          output.data[(i * width + j) * channels + c] = largest;
        }
      }
    }
    return output;
  },
};

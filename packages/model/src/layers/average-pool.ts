// Mean of each window, of the whole image before or after the classifier's last scale.
import { zeros, type TensorOf } from '../tensor';
import { requireFloatInput, roundingOf, type FloatElement } from './float-element';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';
import { pixelsInside, poolingShape } from './pooling';
import type { Window } from './window';

/**
 * Mean of the taps inside the image. Summed from +0 in row-major order in `element`, then divided by their number, one
 * rounding each; an int32 input is summed exactly, then rounded once to `element`. wholeWindow gives the global mean.
 */
export interface AveragePool extends LayerBase {
  readonly kind: 'average-pool';
  readonly element: FloatElement;
  readonly window: Window;
}

/** In float64, as all layers are before the last pass. */
export const averagePoolLayer = (name: string, input: string, window: Window): AveragePool => ({
  kind: 'average-pool',
  name,
  inputs: [input],
  element: 'float64',
  window,
});

export const averagePool: LayerKind<AveragePool> = {
  kind: 'average-pool',

  outputType(layer, inputs) {
    const input = requireFloatInput(layer, inputs);
    return { ...poolingShape(layer, input), element: layer.element };
  },

  inNumbers: {
    why: 'makes means, which are no sums of signs',
    change: 'use max-pooling, or average after the last binary layer',
  },

  cost: () => noMacs({}),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<FloatElement | 'int32'>;
    const output = zeros(layer.element, this.outputType(layer, inputs));
    const round = roundingOf(layer.element);
    const roundPartialSum = input.element === 'int32' ? roundingOf('float64') : round;
    const { height, width, channels } = output;
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const pixels = pixelsInside(layer.window, input, i, j);
        const count = round(pixels.length);
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (const pixel of pixels) sum = roundPartialSum(sum + input.data[pixel * channels + c]);
          output.data[(i * width + j) * channels + c] = round(round(sum) / count);
        }
      }
    }
    return output;
  },
};

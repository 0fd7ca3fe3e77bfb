// Numbers as bytes, for a convolution of bytes in the middle of a network.
import { roundHalfEven } from '../quantize-int8';
import { zeros, type TensorOf } from '../tensor';
import { requireInput, requireLength, reject } from './require';
import { requireFloats, numbersFor, roundingOf, type FloatElement } from './float-element';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/**
 * u = clamp(roundHalfEven(x / scale[c]) + zeroPoints[c], 0, 255), the quotient rounded to `element`: numbers → uint8,
 * as ONNX's QuantizeLinear. An int8-conv2d that reads it subtracts the same zero points. NaN is an error (E_VALUE).
 */
export interface Quantize extends LayerBase {
  readonly kind: 'quantize';
  /** What the quotient is computed in. */
  readonly element: FloatElement;
  /** [channels], above 0 */
  readonly scale: Float64Array | Float32Array;
  /** [channels] */
  readonly zeroPoints: Uint8Array;
}

export const quantize: LayerKind<Quantize> = {
  kind: 'quantize',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, numbersFor(layer.element));
    const { scale, zeroPoints } = layer;
    requireFloats(layer, 'scale', scale, input.channels);
    const index = scale.findIndex((each) => each <= 0);
    if (index >= 0) {
      const got = scale[index];
      reject(layer, { attribute: `scale[${index}]`, expected: 'a number above 0', got, code: 'E_VALUE' });
    }
    requireLength(layer, 'zeroPoints', zeroPoints, input.channels);
    return { ...input, element: 'uint8' };
  },

  inNumbers: {
    why: 'rounds numbers to bytes for a convolution of 8 bits',
    change: 'let that convolution read signs (BinaryConv2D)',
  },

  cost: ({ scale, zeroPoints }) => noMacs({ other: 32 * scale.length + 8 * zeroPoints.length }),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<FloatElement | 'int32'>;
    const output = zeros('uint8', this.outputType(layer, inputs));
    const round = roundingOf(layer.element);
    for (let k = 0; k < output.data.length; k++) {
      const [x, c] = [input.data[k], k % input.channels];
      if (Number.isNaN(x)) reject(layer, { attribute: `input[${k}]`, expected: 'a number', got: x, code: 'E_VALUE' });
      const byte = roundHalfEven(round(x / layer.scale[c])) + layer.zeroPoints[c];
      output.data[k] = Math.max(0, Math.min(255, byte));
    }
    return output;
  },
};

// Convolution of signs by signs.
import { signBits, signValues } from '../signs';
import { zeros, type TensorOf } from '../tensor';
import { convolutionMacs, convolutionShape, convolve } from './convolution';
import { demandBits, demandFinite, demandInput, refuse } from './demand';
import type { LayerBase, LayerKind } from './layer-kind';
import type { Window } from './window';

/** Latent float weights and the quantizer that makes signs of them: what training leaves. */
export interface LatentWeights {
  readonly type: 'latent';
  readonly quantizer: 'sign';
  /** [filters, rows, columns, channels / groups] */
  readonly values: Float32Array;
}

/** Signs, one byte each, 1 means −1. */
export interface SignWeights {
  readonly type: 'signs';
  /** [filters, rows, columns, channels / groups] */
  readonly values: Uint8Array;
}

/**
 * acc[i,j,o] = Σ a·w[o] over ±1: bits → int32. A padded tap contributes padValue·w; with padValue 0 nothing, exactly.
 */
export interface BinaryConv2D extends LayerBase {
  readonly kind: 'binary-conv2d';
  readonly filters: number;
  readonly window: Window;
  readonly groups: number;
  readonly padValue: 0 | 1 | -1;
  readonly weights: LatentWeights | SignWeights;
}

export const binaryConv2D: LayerKind<BinaryConv2D> = {
  kind: 'binary-conv2d',

  outputType(layer, inputs) {
    const input = demandInput(layer, inputs, ['bits']);
    const shape = convolutionShape(layer, input, layer.weights.values);
    if (![0, 1, -1].includes(layer.padValue)) {
      refuse(layer, { attribute: 'padValue', expected: '0, 1 or -1', got: layer.padValue });
    }
    demandWeights(layer);
    return { ...shape, element: 'int32' };
  },

  cost(layer, inputs) {
    return {
      binaryMacs: convolutionMacs(layer, inputs[0], this.outputType(layer, inputs)),
      integerMacs: 0,
      weightBits: { binary: layer.weights.values.length, int8: 0, other: 0 },
    };
  },

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'bits'>;
    const output = zeros('int32', this.outputType(layer, inputs));
    const values = signValues(input.data);
    const weights = signValues(weightBits(layer));
    output.data.set(convolve(layer, { input, values, weights, padValue: layer.padValue }, output));
    return output;
  },
};

function demandWeights(layer: BinaryConv2D): void {
  const { weights } = layer;
  if (weights.type === 'signs') return demandBits(layer, 'weights', weights.values);
  if (weights.quantizer !== 'sign')
    refuse(layer, { attribute: 'quantizer', expected: "'sign'", got: weights.quantizer });
  demandFinite(layer, 'weights', weights.values);
}

/** The weights as stored signs; latent ones go through their quantizer. */
export const weightBits = ({ weights }: BinaryConv2D): Uint8Array =>
  weights.type === 'signs' ? weights.values : signBits(weights.values);

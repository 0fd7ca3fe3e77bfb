// Batch normalisation with the statistics that training collected.
import { zeros, type TensorOf } from '../tensor';
import { requireFinite, requireInput, requireLength, reject } from './require';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/** y = γ'·x + β' in float64 with γ' = γ/sqrt(variance + epsilon) and β' = β − mean·γ'. All arrays: [channels]. */
export interface BatchNorm extends LayerBase {
  readonly kind: 'batch-norm';
  readonly gamma: Float64Array;
  readonly beta: Float64Array;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly epsilon: number;
}

export const batchNorm: LayerKind<BatchNorm> = {
  kind: 'batch-norm',
  unfinished: { expected: 'batch norms to be folded', got: 'one left over', next: 'please report it' },

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['int32', 'float32', 'float64']);
    for (const attribute of ['gamma', 'beta', 'mean', 'variance'] as const) {
      requireLength(layer, attribute, layer[attribute], input.channels);
      requireFinite(layer, attribute, layer[attribute]);
    }
    const index = layer.variance.findIndex((variance) => !(variance + layer.epsilon > 0));
    if (index >= 0) {
      const got = `${layer.variance[index]} + ${layer.epsilon}`;
      reject(layer, { attribute: `variance[${index}] + epsilon`, expected: 'a number above 0', got, code: 'E_VALUE' });
    }
    return { ...input, element: 'float64' };
  },

  cost: (layer) => noMacs({ other: 4 * 32 * layer.gamma.length }),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'float64'>;
    const output = zeros('float64', this.outputType(layer, inputs));
    const { gamma, beta, mean, variance, epsilon } = layer;
    const scale = gamma.map((value, c) => value / Math.sqrt(variance[c] + epsilon));
    const offset = beta.map((value, c) => value - mean[c] * scale[c]);
    for (let k = 0; k < output.data.length; k++) {
      const c = k % input.channels;
      output.data[k] = scale[c] * input.data[k] + offset[c];
    }
    return output;
  },
};

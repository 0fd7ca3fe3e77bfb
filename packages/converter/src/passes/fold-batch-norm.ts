// Turns each batch norm into one multiply and one add per channel.
import { affineLayer, type Affine, type BatchNorm, type Model } from '@bitplane/model';

/**
 * y = gamma·(x − mean)/sqrt(variance + epsilon) + beta   becomes   y = scale·x + offset, with
 *
 *     scale  = gamma / sqrt(variance + epsilon)
 *     offset = beta − mean·scale
 *
 * in float64: rounding these to float32 here would flip the bit of a sum that lies exactly on a threshold.
 */
export function foldBatchNorm(model: Model): Model {
  return { ...model, layers: model.layers.map((layer) => (layer.kind === 'batch-norm' ? fold(layer) : layer)) };
}

function fold({ name, inputs, gamma, beta, mean, variance, epsilon }: BatchNorm): Affine {
  const scale = gamma.map((value, c) => value / Math.sqrt(variance[c] + epsilon));
  const offset = beta.map((value, c) => value - mean[c] * scale[c]);
  return affineLayer(name, inputs[0], { scale, offset });
}

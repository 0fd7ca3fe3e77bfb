// Turns latent weights into signs.
import { signBits, type Model } from '@bitplane/model';

/** w_b = sign(w), bit 1 where w < 0 (docs/bits.md section 1). Only the quantizer `sign` has one bit a weight. */
export function binarizeWeights(model: Model): Model {
  return {
    ...model,
    layers: model.layers.map((layer) =>
      layer.kind === 'binary-conv2d' && layer.weights.type === 'latent'
        ? { ...layer, weights: { type: 'signs', values: signBits(layer.weights.values) } }
        : layer,
    ),
  };
}

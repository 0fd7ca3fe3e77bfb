// Turns latent weights into signs.
import { signBits, type Layer, type Model } from '@bitplane/model';

/** w_b = sign(w), bit 1 where w < 0 (docs/bits.md section 1): of the planes of a kernel of several bits as well. */
export const binarizeWeights = (model: Model): Model => ({ ...model, layers: model.layers.map(binarize) });

function binarize(layer: Layer): Layer {
  if (layer.kind !== 'binary-conv2d' || layer.weights.type !== 'latent') return layer;
  return { ...layer, weights: { type: 'signs', values: signBits(layer.weights.values), mask: null } };
}

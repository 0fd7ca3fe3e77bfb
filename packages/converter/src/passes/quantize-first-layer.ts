// Turns the convolution that reads the normalised image into one on bytes.
import type { Model, Normalize } from '@bitplane/model';
import { int8ConvolutionLayers } from '../importers/lowering/int8-layers';

/**
 * x = (u − zeroPoint)·s, y = Σ x·w + b   becomes   acc = Σ (u − zeroPoint)·q, y = (scale·s)·acc + b
 *
 * with q and scale of docs/bits.md section 4. For s a power of two both are the same number to the last bit if the
 * weights were trained with 8 bits; a convolution with float weights changes by its rounding to 8 bits. The
 * normalisation stays for whoever else reads it. The affine layer keeps the convolution's name, under which others read
 * it.
 */
export function quantizeFirstLayer(model: Model): Model {
  const normalizers = new Map(
    model.layers.filter((layer): layer is Normalize => layer.kind === 'normalize').map((layer) => [layer.name, layer]),
  );
  const layers = model.layers.flatMap((layer) => {
    const normalizer = normalizers.get(layer.inputs[0]);
    return layer.kind === 'conv2d' && normalizer !== undefined ? int8ConvolutionLayers(layer, normalizer) : [layer];
  });
  return { ...model, layers };
}

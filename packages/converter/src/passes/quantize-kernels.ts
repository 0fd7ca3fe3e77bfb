// Turns convolutions that were trained with 8-bit weights into ones of integers.
import type { Layer, Model, Normalize } from '@bitplane/model';
import { int8ConvolutionLayers, int8KernelLayers } from '../importers/lowering/int8-layers';

/**
 * With q and scale of docs/bits.md section 4, on the normalised image x = (u − zeroPoint)·s:
 *
 * y = Σ x·w + b   becomes   acc = Σ (u − zeroPoint)·q, y = (scale·s)·acc + b,
 *
 * which is the same number to the last bit where s is a power of two. The normalisation stays for whoever else reads
 * it. On other numbers it becomes acc = Σ x·q, y = scale·acc + b, which is the same but for rounding in float64. The
 * affine layer keeps the convolution's name, under which others read it. Convolutions of float weights stay.
 */
export function quantizeKernels(model: Model): Model {
  const normalizers = new Map(
    model.layers.filter((layer): layer is Normalize => layer.kind === 'normalize').map((layer) => [layer.name, layer]),
  );
  const layers = model.layers.flatMap((layer): readonly Layer[] => {
    if (layer.kind !== 'conv2d' || layer.weightBits !== 8) return [layer];
    const normalizer = normalizers.get(layer.inputs[0]);
    return normalizer === undefined ? int8KernelLayers(layer) : int8ConvolutionLayers(layer, normalizer);
  });
  return { ...model, layers };
}

// Turns the convolution that reads the normalised image into one on bytes.
import { quantizeInt8, type Affine, type Conv2D, type Int8Conv2D, type Model, type Normalize } from '@bitplane/model';

/**
 * x = (u − zeroPoint)·s, y = Σ x·w + b   becomes   acc = Σ (u − zeroPoint)·q, y = (scale·s)·acc + b
 *
 * with q and scale of docs/bits.md section 4. For s a power of two both are the same number to the last bit if the weights were
 * trained with 8 bits; a convolution with float weights changes by its rounding to 8 bits. The normalisation stays for whoever else reads it.
 */
export function quantizeFirstLayer(model: Model): Model {
  const normalizers = new Map(
    model.layers.filter((layer): layer is Normalize => layer.kind === 'normalize').map((layer) => [layer.name, layer]),
  );
  const layers = model.layers.flatMap((layer) => {
    const normalizer = normalizers.get(layer.inputs[0]);
    return layer.kind === 'conv2d' && normalizer !== undefined ? quantize(layer, normalizer) : [layer];
  });
  return { ...model, layers };
}

/** The affine layer keeps the convolution's name, under which others read it. */
function quantize(
  { name, filters, window, groups, weights, bias }: Conv2D,
  normalizer: Normalize,
): [Int8Conv2D, Affine] {
  const { values, scales } = quantizeInt8(weights, filters);
  const { zeroPoints, inputs } = normalizer;
  const sums = `${name}/sums`;
  return [
    { kind: 'int8-conv2d', name: sums, inputs, filters, window, groups, weights: values, zeroPoints },
    {
      kind: 'affine',
      name,
      inputs: [sums],
      element: 'float64',
      scale: Float64Array.from(scales, (scale) => scale * normalizer.scale),
      offset: bias,
    },
  ];
}

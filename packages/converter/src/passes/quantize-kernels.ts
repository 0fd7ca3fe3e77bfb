// Turns convolutions that were trained with 8-bit weights into ones of integers.
import type { Advice, Conv2D, Layer, Model, Normalize } from '@bitplane/model';
import { int8ConvolutionLayers, int8KernelLayers } from '../importers/lowering/int8-layers';
import { ignore, titleOf, type Report } from './remark';

/**
 * With q and scale of docs/bits.md section 4, on bytes as numbers, x = (u − zeroPoint)·s, of the image or of a
 * QuantizedActivation:
 *
 * y = Σ x·w + b   becomes   acc = Σ (u − zeroPoint)·q, y = (scale·s)·acc + b,
 *
 * which is the same number to the last bit where s is a power of two. The normalisation stays for whoever else reads
 * it. On other numbers it becomes acc = Σ x·q, y = scale·acc + b, which is the same but for rounding in float64. The
 * affine layer keeps the convolution's name, under which others read it. Convolutions of float weights stay.
 */
export function quantizeKernels(model: Model, report: Report = ignore): Model {
  const normalizers = new Map(
    model.layers.filter((layer): layer is Normalize => layer.kind === 'normalize').map((layer) => [layer.name, layer]),
  );
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const layers = model.layers.flatMap((layer): readonly Layer[] => {
    if (layer.kind !== 'conv2d') return [layer];
    const normalizer = normalizers.get(layer.inputs[0]);
    const advice = adviceFor(layer, byName.get(layer.inputs[0]));
    if (advice !== null) report({ ...advice, layers: [layer.name] });
    if (layer.weightBits !== 8) return [layer];
    return normalizer === undefined ? int8KernelLayers(layer) : int8ConvolutionLayers(layer, normalizer);
  });
  return { ...model, layers };
}

/** What keeps a convolution from being one of integers; null where nothing does. */
function adviceFor({ weightBits }: Conv2D, source: Layer | undefined): Advice | null {
  const readsBytes = source?.kind === 'normalize' || source?.kind === 'byte-table';
  if (weightBits === 8 && source?.kind === 'normalize') return null;
  if (weightBits === 8)
    return {
      why: `its weights have 8 bits, but its input${source === undefined ? '' : `, ${titleOf(source)},`} is no bytes: both are multiplied as floats`,
      change: 'put a QuantizedActivation right before it, or quantise its input with --float-layers int8',
    };
  if (readsBytes)
    return {
      why: 'the weights of a layer that reads bytes are not of 8 bits',
      change: 'train it as QuantizedConv2D, or quantise it with --float-layers int8',
    };
  return {
    why: `its input${source === undefined ? '' : `, ${titleOf(source)},`} is no sign, and its weights are floats`,
    change:
      'let it read signs (BinaryConv2D) or bytes (QuantizedConv2D after QuantizedActivation), or quantise it with --float-layers int8',
  };
}

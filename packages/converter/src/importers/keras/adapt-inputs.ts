// What lies between a layer's output and a layer that cannot read it as it is.
import { affineLayer, type Layer } from '@bitplane/model';
import { KERAS_CLASSES } from './classes';
import { ONE_PIXEL } from './classes/convolution';
import { isPadded, NO_PADDING } from './classes/padding';
import type { LayerSource, SourceTensor } from './layer-source';
import { planesAsNumbers } from '../lowering/planes-as-numbers';

interface Adapted {
  readonly layers: readonly Layer[];
  readonly tensors: readonly SourceTensor[];
}

/** Signs become numbers, and zeros of a ZeroPadding2D are put around, for a class that takes neither. */
export function adaptInputs(source: LayerSource, inputs: readonly SourceTensor[]): Adapted {
  const adapted = inputs.map((tensor, index) => adapt(source, tensor, `${source.name}/input${index}`));
  return { layers: adapted.flatMap(({ layers }) => layers), tensors: adapted.map(({ tensor }) => tensor) };
}

function adapt(
  source: LayerSource,
  tensor: SourceTensor,
  name: string,
): { layers: readonly Layer[]; tensor: SourceTensor } {
  const { takesBits, takesZeroPads } = KERAS_CLASSES.get(source.className)!;
  const hasPads = isPadded(tensor.zeroPads) && takesZeroPads?.(source) !== true;
  const layers: Layer[] = [];
  let adapted = tensor;
  if (tensor.element === 'bits' && (hasPads || takesBits?.(source) !== true)) {
    const inputPlanes = { layers: [], bits: tensor.name, scales: null };
    const reject = (expected: string, got: unknown) => source.reject(expected, got);
    layers.push(...planesAsNumbers(`${name}/numbers`, { channels: tensor.channels, inputPlanes, reject }));
    adapted = { ...tensor, element: 'float64', name: `${name}/numbers` };
  }
  if (!hasPads) return { layers, tensor: adapted };
  if (adapted.element === 'int32') {
    layers.push(affineLayer(`${name}/numbers`, adapted.name));
    adapted = { ...adapted, element: 'float64', name: `${name}/numbers` };
  }
  layers.push(paddedLayer(`${name}/padded`, adapted));
  const { top, left, bottom, right } = tensor.zeroPads;
  const shape = { height: tensor.height + top + bottom, width: tensor.width + left + right };
  return { layers, tensor: { ...adapted, ...shape, name: `${name}/padded`, zeroPads: NO_PADDING } };
}

/** A 1×1 convolution of each channel by 1, whose padding are the zeros. */
const paddedLayer = (name: string, { name: input, channels, zeroPads }: SourceTensor): Layer => ({
  kind: 'conv2d',
  name,
  inputs: [input],
  filters: channels,
  groups: channels,
  window: { ...ONE_PIXEL, padding: zeroPads },
  weights: new Float32Array(channels).fill(1),
  bias: null,
  weightBits: 32,
});

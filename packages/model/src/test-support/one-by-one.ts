// Convolutions one product at a time, straight from their formulas: what the interpreter's loops are compared with.
import type { BinaryConv2D, Conv2D, FloatConv2D, Int8Conv2D } from '../layers';
import type { Tensor } from '../tensor';

export type Convolution = BinaryConv2D | Int8Conv2D | FloatConv2D | Conv2D;

/** The sum of one output: rows, then columns, then channels. `image` is null where the tap is padded. */
interface Sums {
  readonly start: (filter: number) => number;
  readonly add: (sum: number, image: number | null, weight: number, channel: number) => number;
  readonly end: (sum: number, filter: number) => number;
}

const { fround } = Math;
const same = (sum: number): number => sum;

/** What is added for each tap; `weight` is an index into the layer's weights. */
function sumsOf(layer: Convolution): Sums {
  switch (layer.kind) {
    case 'binary-conv2d':
      return {
        start: () => 0,
        add: (sum, image, weight) => sum + (image === null ? layer.padValue : 1 - 2 * image) * signOf(layer, weight),
        end: same,
      };
    case 'int8-conv2d': {
      const { weights, zeroPoints } = layer;
      return {
        start: () => 0,
        add: (sum, image, weight, channel) =>
          image === null ? sum : sum + (image - zeroPoints[channel]) * weights[weight],
        end: same,
      };
    }
    case 'float-conv2d': {
      const { weights, bias } = layer;
      return {
        start: (filter) => (bias?.[filter] ?? 0) + 0,
        add: (sum, image, weight) => (image === null ? sum : fround(sum + fround(image * weights[weight]))),
        end: same,
      };
    }
    case 'conv2d': {
      const { weights, bias } = layer;
      return {
        start: () => 0,
        add: (sum, image, weight) => (image === null ? sum : sum + image * weights[weight]),
        end: (sum, filter) => (bias === null ? sum : sum + bias[filter]),
      };
    }
  }
}

function signOf({ weights }: BinaryConv2D, index: number): number {
  if (weights.type === 'latent') return weights.values[index] < 0 ? -1 : 1;
  return (weights.mask?.[index] ?? 1) * (1 - 2 * weights.values[index]);
}

/** The outputs [height, width, filters] of the layer for one image. conv2d: of weights that are not quantized. */
export function outputsOneByOne(layer: Convolution, image: Tensor, output: Tensor): number[] {
  const { start, add, end } = sumsOf(layer);
  const { filters, groups, window } = layer;
  const groupChannels = image.channels / groups;
  const outputs: number[] = [];
  for (let i = 0; i < output.height; i++)
    for (let j = 0; j < output.width; j++)
      for (let filter = 0; filter < filters; filter++) {
        const firstChannel = Math.floor(filter / (filters / groups)) * groupChannels;
        let weight = filter * window.size[0] * window.size[1] * groupChannels;
        let sum = start(filter);
        for (let u = 0; u < window.size[0]; u++)
          for (let v = 0; v < window.size[1]; v++)
            for (let c = firstChannel; c < firstChannel + groupChannels; c++) {
              const row = i * window.stride[0] + u * window.dilation[0] - window.padding.top;
              const column = j * window.stride[1] + v * window.dilation[1] - window.padding.left;
              const isInside = row >= 0 && row < image.height && column >= 0 && column < image.width;
              const value = isInside ? image.data[(row * image.width + column) * image.channels + c] : null;
              sum = add(sum, value, weight++, c);
            }
        outputs.push(end(sum, filter));
      }
  return outputs;
}

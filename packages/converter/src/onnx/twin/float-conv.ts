// Any convolution of an imported model as an ordinary one with float weights; a dense layer is one whose window is the
// whole image.
import { wholeWindow, type BinaryConv2D, type Conv2D, type Int8Dense, type Shape } from '@bitplane/model';
import { signNumbers, toOihw } from '../ops/weights-oihw';

export type AnyConv = Conv2D | BinaryConv2D;

/** The dense layer with its scales in the weights. input: what it reads. */
export function denseConv({ name, inputs, filters, weights, scale, offset }: Int8Dense, input: Shape): Conv2D {
  const length = weights.length / filters;
  return {
    kind: 'conv2d',
    name,
    inputs,
    filters,
    groups: 1,
    weightBits: 8,
    window: wholeWindow(input),
    weights: Float32Array.from(weights, (weight, k) => weight * scale[Math.floor(k / length)]),
    bias: offset && Float64Array.from(offset),
  };
}

export interface FloatConv {
  /** [O, I, rows, columns] */
  readonly weights: Float32Array;
  readonly dims: readonly [number, number, number, number];
  readonly bias: Float64Array | null;
}

/**
 * Latent weights as they are; signs as ±1, or 0 where a mask leaves them out. OHWI → OIHW. channels: of the layer's
 * input.
 */
export function floatConv(layer: AnyConv, channels: number): FloatConv {
  const { filters, window, groups } = layer;
  const [rows, columns] = window.size;
  const dims = [filters, channels / groups, rows, columns] as const;
  return {
    weights: toOihw(ohwiValues(layer), filters, channels / groups),
    dims,
    bias: layer.kind === 'conv2d' ? layer.bias : null,
  };
}

function ohwiValues(layer: AnyConv): Float32Array {
  if (layer.kind === 'conv2d') return layer.weights;
  const { weights } = layer;
  if (weights.type === 'latent') return weights.values;
  return signNumbers(weights);
}

// 8-bit kernels as layers: the one place of the converter that rounds weights to 8 bits (docs/bits.md section 4).
import { affineLayer, quantizeInt8 } from '@bitplane/model';
import type { Affine, Conv2D, Int8Conv2D, Int8Dense, Normalize } from '@bitplane/model';
import type { Geometry } from './geometry';

export interface Int8Operation {
  /** Of the last layer that it becomes. */
  readonly name: string;
  readonly filters: number;
  /** OHWI, before they are rounded. */
  readonly weights: Float32Array;
  readonly bias: Float64Array | null;
}

/** A dense layer on numbers: y = scale·Σ q·x + bias. */
export function int8DenseLayer({ name, filters, weights, bias }: Int8Operation, input: string): Int8Dense {
  const { values, scales } = quantizeInt8(weights, filters);
  return {
    kind: 'int8-dense',
    name,
    inputs: [input],
    element: 'float64',
    filters,
    weights: values,
    scale: Float64Array.from(scales),
    offset: bias,
  };
}

/** A convolution of the normalised image: acc = Σ (u − zeroPoint)·q on its bytes, y = (scale·s)·acc + bias. */
export function int8ConvolutionLayers(
  operation: Int8Operation & Geometry,
  { zeroPoints, scale: step, inputs }: Normalize,
): [Int8Conv2D, Affine] {
  const { name, filters, window, groups, bias } = operation;
  const { values, scales } = quantizeInt8(operation.weights, filters);
  const sums = `${name}/sums`;
  const scale = Float64Array.from(scales, (each) => each * step);
  return [
    { kind: 'int8-conv2d', name: sums, inputs, filters, window, groups, weights: values, zeroPoints },
    affineLayer(name, sums, { scale, offset: bias }),
  ];
}

export interface CodesOperation extends Geometry {
  readonly name: string;
  /** OHWI, −127…127: what quantisation left of the weights. */
  readonly codes: Int8Array;
  /** [filters] */
  readonly factor: Float64Array;
  readonly bias: Float64Array | null;
}

/** A convolution of bytes by whole numbers: acc = Σ (u − zeroPoint)·q, y = factor·acc + bias; nothing is rounded. */
export function int8CodesLayers(
  operation: CodesOperation,
  input: string,
  zeroPoints: Uint8Array,
): [Int8Conv2D, Affine] {
  const { name, filters, window, groups, codes, factor, bias } = operation;
  const sums = `${name}/sums`;
  return [
    { kind: 'int8-conv2d', name: sums, inputs: [input], filters, window, groups, weights: codes, zeroPoints },
    affineLayer(name, sums, { scale: factor, offset: bias }),
  ];
}

/** A convolution of other numbers: acc = Σ x·q, where q are floats that hold whole numbers, y = scale·acc + bias. */
export function int8KernelLayers(layer: Conv2D): [Conv2D, Affine] {
  const { values, scales } = quantizeInt8(layer.weights, layer.filters);
  const sums = `${layer.name}/sums`;
  return [
    { ...layer, name: sums, weights: Float32Array.from(values), bias: null, weightBits: 32 },
    affineLayer(layer.name, sums, { scale: Float64Array.from(scales), offset: layer.bias }),
  ];
}

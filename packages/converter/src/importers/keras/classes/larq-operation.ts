// What Larq's layers have in common: a quantizer of the input, one of each kernel, padding with a number.
import type { Layer } from '@bitplane/model';
import type { Geometry } from '../../lowering/geometry';
import { quantizedLayers } from '../../lowering/quantized-layers';
import { larqInputPlanes, requirePadValue } from '../quantizers/larq-input-planes';
import { larqKernelPlanes } from '../quantizers/larq-kernel-planes';
import { readLarqQuantizer, type LarqRole } from '../quantizers/larq-quantizer';
import type { Kernel } from '../quantizers/kernel-planes';
import type { LayerSource } from '../layer-source';
import { isPadded } from './padding';

export interface LarqOperation {
  /** Of the last layer. */
  readonly name: string;
  readonly geometry: Geometry;
  readonly kernel: Kernel;
  readonly kernelRole: LarqRole;
  readonly bias: Float64Array | null;
}

export function larqLayers(source: LayerSource, operation: LarqOperation): Layer[] {
  const { name, geometry, kernel, kernelRole, bias } = operation;
  const quantizer = readLarqQuantizer(source, kernelRole);
  const padValue = readPadValues(source, geometry);
  const padsZeros = padValue === 0 && isPadded(geometry.window.padding);
  return quantizedLayers({
    name,
    input: source.tensor,
    inputPlanes: larqInputPlanes(source, padsZeros),
    geometry,
    padValue,
    kernel: kernel.values,
    kernelPlanes: quantizer && larqKernelPlanes(kernel, quantizer),
    bias,
    reject: (expected, got) => source.reject(expected, got),
  });
}

/** Zeros of a ZeroPadding2D before it, which it takes where it does not pad itself, are +1 to a sign. */
function readPadValues(source: LayerSource, { window }: Geometry): 0 | 1 | -1 {
  if (!isPadded(window.padding)) return 0;
  if (isPadded(source.zeroPads)) {
    const isQuantized = readLarqQuantizer(source, 'input_quantizer') !== null;
    return isQuantized && source.tensor.element !== 'bits' ? 1 : 0;
  }
  const padValue = source.require('pad_values', 0, 1, -1) as 0 | 1 | -1;
  requirePadValue(source, padValue);
  return padValue;
}

/**
 * Whether zeros around its input are padding to it: it pads nothing itself, and reads them as they are or as plain
 * signs.
 */
export function takesZeroPads(source: LayerSource): boolean {
  if (source.attribute('padding') === 'same') return false;
  const quantizer = readLarqQuantizer(source, 'input_quantizer');
  return quantizer === null || quantizer.isSign;
}

/** Whether it reads signs as signs. */
export function takesBits(source: LayerSource): boolean {
  const quantizer = readLarqQuantizer(source, 'input_quantizer');
  return quantizer === null || quantizer.isSign;
}

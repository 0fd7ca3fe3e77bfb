// What a twin is: how each kind of layer that importers make is written in one precision.
import { INPUT, type Layer, type Normalize, type TensorType } from '@bitplane/model';
import type { LayerScope } from '../layer-scope';
import type { ChannelAffine } from './channel-affine';

/** x = scale·(u − zeroPoint), u: uint8. */
export interface Quantization {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** An activation on its way through a twin: [N, C, H, W]. */
export interface Activation {
  readonly name: string;
  /** null: float32. */
  readonly quantization: Quantization | null;
  /** Still to be applied, by the next convolution or at the end. */
  readonly pending: ChannelAffine | null;
}

/** What a layer reads. */
export interface TwinInput extends Activation {
  readonly type: TensorType;
}

export type AddTwinNodes<Kind extends Layer> = (
  scope: LayerScope,
  layer: Kind,
  inputs: readonly TwinInput[],
) => Activation;

export interface Twin {
  /** What became of the network, for the file's description. */
  readonly description: string;
  /**
   * Absent: kinds whose run-time node has what both twins do, kinds that only the passes make, and layers of several
   * bits, which are not one convolution.
   */
  readonly nodes: { readonly [Kind in Layer['kind']]?: AddTwinNodes<Extract<Layer, { kind: Kind }>> };
}

export const asFloats = (name: string): Activation => ({ name, quantization: null, pending: null });

/** Else it reads numbers that a layer has rounded to bytes, which a twin leaves out. */
export const readsImage = ({ inputs }: Normalize): boolean => inputs[0] === INPUT;

/** The same activation in float32. */
export function dequantize(scope: LayerScope, { name, quantization }: Activation, label = 'dequantize'): string {
  if (quantization === null) return name;
  return scope.node('DequantizeLinear', [name, ...addQuantization(scope, label, quantization)], `${label}-floats`);
}

/** Floats as the layer's output in 8 bits. */
export function quantize(scope: LayerScope, floats: string, quantization: Quantization): Activation {
  const name = scope.output('QuantizeLinear', [floats, ...addQuantization(scope, 'quantize', quantization)]);
  return { name, quantization, pending: null };
}

/** Scale and zero point as QLinearConv and DequantizeLinear take them. */
export function addQuantization(scope: LayerScope, label: string, { scale, zeroPoint }: Quantization): string[] {
  return [
    scope.constant(`${label}-scale`, Float32Array.of(scale), []),
    scope.constant(`${label}-zero-point`, Uint8Array.of(zeroPoint), []),
  ];
}

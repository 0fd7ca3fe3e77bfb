// Any convolution of an imported model as an ordinary one with float weights.
import type { BinaryConv2D, Conv2D } from '@bitplane/model';

export type AnyConv = Conv2D | BinaryConv2D;

export interface FloatConv {
  /** [O, I, rows, columns] */
  readonly weights: Float32Array;
  readonly dims: readonly [number, number, number, number];
  readonly bias: Float64Array | null;
}

/** Latent weights as they are; signs as ±1. OHWI → OIHW. channels: of the layer's input. */
export function floatConv(layer: AnyConv, channels: number): FloatConv {
  const { filters, window, groups } = layer;
  const [rows, columns] = window.size;
  const dims = [filters, channels / groups, rows, columns] as const;
  return { weights: toOihw(ohwiValues(layer), dims), dims, bias: layer.kind === 'conv2d' ? layer.bias : null };
}

function ohwiValues(layer: AnyConv): Float32Array {
  if (layer.kind === 'conv2d') return layer.weights;
  const { type, values } = layer.weights;
  return type === 'latent' ? values : Float32Array.from(values, (bit) => 1 - 2 * bit);
}

function toOihw(ohwi: Float32Array, [filters, channels, rows, columns]: FloatConv['dims']): Float32Array {
  const oihw = new Float32Array(ohwi.length);
  const taps = rows * columns;
  for (let filter = 0; filter < filters; filter++) {
    for (let tap = 0; tap < taps; tap++) {
      for (let c = 0; c < channels; c++) {
        oihw[(filter * channels + c) * taps + tap] = ohwi[(filter * taps + tap) * channels + c];
      }
    }
  }
  return oihw;
}

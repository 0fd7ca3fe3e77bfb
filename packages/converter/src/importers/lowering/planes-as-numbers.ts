// Signs as the numbers that they are, for what reads numbers.
import { affineLayer, type Layer } from '@bitplane/model';
import { binaryLayers, type BinaryOperation } from './binary-layers';
import type { InputPlanes } from './input-planes';
import type { LevelPlanes } from './level-planes';

export interface Signs {
  /** Of one plane. */
  readonly channels: number;
  readonly inputPlanes: InputPlanes | LevelPlanes;
  readonly reject: BinaryOperation['reject'];
}

/** A 1×1 convolution of each channel by +1; the last layer is called `name`. */
export function planesAsNumbers(name: string, { channels, inputPlanes, reject }: Signs): Layer[] {
  const sums = `${name}/signs`;
  const layers = binaryLayers({
    name: sums,
    inputPlanes,
    kernelPlanes: [{ latents: new Float32Array(channels).fill(1), mask: null, scales: null }],
    geometry: {
      filters: channels,
      groups: channels,
      window: { size: [1, 1], stride: [1, 1], dilation: [1, 1], padding: { top: 0, left: 0, bottom: 0, right: 0 } },
    },
    padValue: 0,
    bias: null,
    reject,
  });
  const { unit, offset } = 'unit' in inputPlanes ? inputPlanes : { unit: 1, offset: 0 };
  const fill = (value: number): Float64Array => new Float64Array(channels).fill(value);
  const parts = { scale: unit === 1 ? null : fill(unit), offset: offset === 0 ? null : fill(offset) };
  return [...layers, affineLayer(name, sums, parts)];
}

// The float64 chain between an accumulator and a sign, for one element: what the layers' forwards compute, number by number.
import type { Affine, Layer, PRelu, Relu } from '@bitplane/model';

/** A layer that maps each number by itself. */
export type Elementwise = Affine | PRelu | Relu;

/** The chain to a sign is defined in float64: a layer that already rounds to float32 is none of it. */
export const isElementwise = (layer: Layer): layer is Elementwise =>
  layer.kind === 'relu' || ((layer.kind === 'affine' || layer.kind === 'prelu') && layer.element === 'float64');

/** One step of the chain for one element. */
export interface ScalarStep {
  apply(x: number): number;
  /** Falls below 0 and rises above: a slope below 0. */
  readonly bendsAtZero: boolean;
}

/** Where an element stands in its activation. */
export interface Position {
  readonly channel: number;
  /** (row·width + column)·channels + channel */
  readonly element: number;
}

/** What `layer` does at that position, in the written order, one rounding each (docs/bits.md section 3). */
export function scalarStep(layer: Elementwise, { channel, element }: Position): ScalarStep {
  switch (layer.kind) {
    case 'relu':
      return { apply: (x) => (x > 0 ? x : 0), bendsAtZero: false };
    case 'prelu': {
      const slope = layer.slopes[layer.perElement ? element : channel];
      return { apply: (x) => (x >= 0 ? x : slope * x), bendsAtZero: slope < 0 };
    }
    case 'affine': {
      const { scale, offset } = layer;
      return {
        apply: (x) => {
          const y = scale === null ? x : scale[channel] * x;
          return offset === null ? y : y + offset[channel];
        },
        bendsAtZero: false,
      };
    }
  }
}

/** Whether every element of a channel takes the same steps. */
export const isPerChannel = (layers: readonly Elementwise[]): boolean =>
  layers.every((layer) => layer.kind !== 'prelu' || !layer.perElement);

/** The direction of a chain: 1 rising, −1 falling, 0 constant; null where it bends. Rising includes pieces that stay level. */
export function direction(layers: readonly Elementwise[], channel: number): 1 | -1 | 0 | null {
  let sign: 1 | -1 | 0 = 1;
  for (const layer of layers) {
    if (layer.kind === 'affine' && layer.scale !== null) sign = (sign * Math.sign(layer.scale[channel])) as 1 | -1 | 0;
    if (layer.kind === 'prelu' && layer.slopes[channel] < 0) return null;
  }
  return sign === 0 ? 0 : sign;
}

// The chain between an accumulator and a sign, for one element: what the layers' forwards compute, number by number.
import { kindOf, type Elementwise, type Layer, type Place, type ScalarStep } from '@bitplane/model';

/** Whether the layer maps each number by itself. */
export const isElementwise = (layer: Layer): boolean => kindOf(layer).elementwise !== undefined;

/** What an elementwise layer's kind says of it. */
const rulesOf = (layer: Layer): Elementwise<Layer> => kindOf(layer).elementwise as Elementwise<Layer>;

/** What `layer` does at that place, in the written order, one rounding each (docs/bits.md section 3). */
export const scalarStep = (layer: Layer, place: Place): ScalarStep => rulesOf(layer).step(layer, place);

/** Whether every element of a channel takes the same steps. */
export const isPerChannel = (layers: readonly Layer[]): boolean =>
  layers.every((layer) => rulesOf(layer).isPerChannel(layer));

/**
 * The direction of a chain: 1 rising, −1 falling, 0 constant; null where it bends. Rising includes pieces that stay
 * level.
 */
export function direction(layers: readonly Layer[], channel: number): 1 | -1 | 0 | null {
  const directions = layers.map((layer) => rulesOf(layer).direction(layer, channel));
  if (directions.includes(null)) return null;
  const sign = directions.reduce<number>((product, next) => product * (next as number), 1) as 1 | -1 | 0;
  return sign === 0 ? 0 : sign;
}

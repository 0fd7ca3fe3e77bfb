// Layers that make sums of integers: what thresholds compare.
import { kindOf, type Layer, type SumRange } from '@bitplane/model';

/** A layer whose kind says which sums a filter can make. */
export type SumLayer = Extract<Layer, { readonly filters: number }>;

export const makesSums = (layer: Layer): layer is SumLayer => kindOf(layer).accumulatorRange !== undefined;

/** All sums of one filter, whatever the image. */
export const accumulatorRange = (layer: SumLayer, filter: number): SumRange =>
  kindOf(layer).accumulatorRange!(layer, filter);

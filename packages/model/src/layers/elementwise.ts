// Layers that map each number by itself: what the converter asks of them to replace a sign after them by thresholds.

/** The number's place in its activation. */
export interface Place {
  readonly channel: number;
  /** (row·width + column)·channels + channel */
  readonly element: number;
}

/** What a layer does to the number at one place. */
export interface ScalarStep {
  /**
   * In the layer's element, with the roundings of the kind's forward (docs/bits.md section 3). Monotone, but for a bend
   * at 0.
   */
  apply(x: number): number;
  /** Falls below 0 and rises above. */
  readonly bendsAtZero: boolean;
}

export interface Elementwise<Layer> {
  step(layer: Layer, place: Place): ScalarStep;
  /** Whether every element of a channel takes the same step. */
  isPerChannel(layer: Layer): boolean;
  /**
   * Of a channel whose elements take the same step: 1 rising, −1 falling, 0 constant; null where it bends. Rising
   * includes pieces that stay level.
   */
  direction(layer: Layer, channel: number): 1 | -1 | 0 | null;
}

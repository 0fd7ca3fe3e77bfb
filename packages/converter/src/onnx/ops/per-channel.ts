// Parameters with one number per channel, or one per element, as tensors that broadcast over NCHW activations.
import type { Shape } from '@bitplane/model';

export interface Broadcast<Values> {
  readonly values: Values;
  readonly dims: readonly number[];
}

/** [channels] → [C, 1, 1], or [height, width, channels] → [C, H, W] when perElement; broadcasts over [N, C, H, W]. */
export function broadcastOverImages<Values extends Float32Array | Int32Array | Uint8Array>(
  values: Values,
  { height, width, channels }: Shape,
  perElement: boolean,
): Broadcast<Values> {
  if (!perElement) return { values, dims: [channels, 1, 1] };
  const planar = values.slice() as Values;
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let c = 0; c < channels; c++) planar[c * height * width + pixel] = values[pixel * channels + c];
  }
  return { values: planar, dims: [channels, height, width] };
}

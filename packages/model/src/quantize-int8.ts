// 8-bit weights: the one formula that trainer, converter and interpreter use (docs/bits.md section 4).

export interface Int8Weights {
  /** As the weights, −127…127. */
  readonly values: Int8Array;
  /** [filters] */
  readonly scales: Float32Array;
}

/**
 * scale_f = fl32(max|w_f| / 127), or 1 if that is 0; q = clamp(roundHalfEven(w / scale_f), −127, 127), w / scale_f in
 * float64. weights: [filters, …], finite.
 */
export function quantizeInt8(weights: Float32Array, filters: number): Int8Weights {
  const length = weights.length / filters;
  const values = new Int8Array(weights.length);
  const scales = new Float32Array(filters);
  for (let filter = 0; filter < filters; filter++) {
    const start = filter * length;
    let largest = 0;
    for (let k = start; k < start + length; k++) largest = Math.max(largest, Math.abs(weights[k]));
    scales[filter] = largest / 127;
    if (scales[filter] === 0) scales[filter] = 1;
    for (let k = start; k < start + length; k++) {
      values[k] = Math.max(-127, Math.min(127, roundHalfEven(weights[k] / scales[filter])));
    }
  }
  return { values, scales };
}

/** The nearest integer; of two equally near ones the even one. Exact for |x| ≤ 2^52. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

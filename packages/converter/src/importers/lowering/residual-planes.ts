// Weights of several bits as planes of scaled signs, each of what the ones before it left over.
import type { KernelPlane } from './kernel-plane';

export interface ResidualPlan {
  readonly numPlanes: number;
  readonly filters: number;
  /** Scales of each filter's own, or one for the whole kernel. */
  readonly perFilter: boolean;
  /** n(e), the number of planes of each element; null: all have all. */
  readonly map: Uint8Array | null;
}

/**
 * r_1 = w, b_p = sign(r_p), s_p = mean|r_p| over the elements with n(e) ≥ p, r_{p+1} = r_p − s_p·b_p, in float64 and
 * OHWI order. kernel: OHWI. The trainer's residual quantizers, in double precision.
 */
export function residualPlanes(kernel: Float32Array, plan: ResidualPlan): KernelPlane[] {
  const rest = Float64Array.from(kernel);
  const length = kernel.length / plan.filters;
  return Array.from({ length: plan.numPlanes }, (_, plane) => {
    const mask = plan.map && maskOf(plan.map, plane);
    const latents = Float32Array.from(rest);
    const scales = meanMagnitudes(rest, mask, plan);
    for (let k = 0; k < rest.length; k++) {
      const scale = scales[Math.floor(k / length)];
      rest[k] -= rest[k] >= 0 ? scale : -scale;
    }
    return { latents, mask, scales };
  });
}

/** Null where every element has the plane. */
function maskOf(map: Uint8Array, plane: number): Uint8Array | null {
  const mask = map.map((numPlanes) => (numPlanes > plane ? 1 : 0));
  return mask.includes(0) ? mask : null;
}

/** [filters]; of no elements 0. */
function meanMagnitudes(
  values: Float64Array,
  mask: Uint8Array | null,
  { filters, perFilter }: ResidualPlan,
): Float64Array {
  const numScales = perFilter ? filters : 1;
  const length = values.length / numScales;
  const means = Array.from({ length: numScales }, (_, index) => {
    let [sum, count] = [0, 0];
    for (let k = index * length; k < (index + 1) * length; k++) {
      if (mask !== null && mask[k] === 0) continue;
      sum += Math.abs(values[k]);
      count++;
    }
    return count === 0 ? 0 : sum / count;
  });
  return Float64Array.from({ length: filters }, (_, filter) => means[perFilter ? filter : 0]);
}

/** One plane of a kernel. */
export interface KernelPlane {
  /** Of the same shape as the kernel, OHWI; only the signs count: what the planes before this one left over. */
  readonly latents: Float32Array;
  /** 1 where an element has this plane; null: all have. */
  readonly mask: Uint8Array | null;
  /** [filters]; null: 1 */
  readonly scales: Float64Array | null;
}

/** The kernel's signs. */
export const signPlane = (latents: Float32Array): KernelPlane => ({ latents, mask: null, scales: null });

/** The signs of only those weights that are there, without a scale. */
export function maskedPlane(latents: Float32Array, isThere: (weight: number) => boolean): KernelPlane {
  const mask = Uint8Array.from(latents, (weight) => (isThere(weight) ? 1 : 0));
  return { latents, mask: mask.includes(0) ? mask : null, scales: null };
}

// Planes of an input that all have one scale, as one plane of more channels.
import type { Layer } from '@bitplane/model';
import type { Geometry } from './geometry';
import type { InputPlanes } from './input-planes';
import type { KernelPlane } from './kernel-plane';

export interface JoinedPlanes {
  readonly inputPlanes: InputPlanes;
  readonly kernelPlanes: readonly KernelPlane[];
}

/**
 * Σ_i s·(b_i ⊛ w) = s·([b_1, b_2 …] ⊛ [w, w …]): one convolution adds up what planes of one scale contribute, so that
 * integer thresholds can follow it. Groups read the planes of a channel side by side. Null where there is one plane, or
 * where the scales differ.
 */
export function joinedPlanes(
  name: string,
  { inputPlanes, kernelPlanes, geometry }: JoinedPlanes & { readonly geometry: Geometry },
): JoinedPlanes | null {
  const { scales, bits, layers } = inputPlanes;
  const copies = scales?.length ?? 1;
  if (scales === null || copies === 1 || scales.some((scale) => scale !== scales[0])) return null;
  const isGrouped = geometry.groups > 1;
  const shuffled = `${name}/interleaved`;
  const shuffle: Layer = { kind: 'channel-shuffle', name: shuffled, inputs: [bits], groups: copies };
  return {
    inputPlanes: {
      ...inputPlanes,
      layers: isGrouped ? [...layers, shuffle] : layers,
      bits: isGrouped ? shuffled : bits,
      scales: scales.slice(0, 1),
    },
    kernelPlanes: kernelPlanes.map((plane) => repeated(plane, { copies, geometry })),
  };
}

/** Each weight once for each plane: pixel by pixel, or with groups channel by channel. */
function repeated(plane: KernelPlane, { copies, geometry }: { copies: number; geometry: Geometry }): KernelPlane {
  const { filters, groups, window } = geometry;
  const depth = plane.latents.length / (filters * window.size[0] * window.size[1]);
  const run = groups > 1 ? 1 : depth;
  // Place k of the wide kernel is place `run·(k div (run·copies)) + k mod run` of the narrow one.
  const placeOf = (k: number): number => run * Math.floor(k / (run * copies)) + (k % run);
  const { latents, mask } = plane;
  return {
    ...plane,
    latents: Float32Array.from({ length: copies * latents.length }, (_, k) => latents[placeOf(k)]),
    mask: mask && Uint8Array.from({ length: copies * mask.length }, (_, k) => mask[placeOf(k)]),
  };
}

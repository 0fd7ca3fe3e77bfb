import type { Normalize } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

/** x = u·scale + offset, as (u − zeroPoint)·scale with integer zero points: then the first layer works on bytes. */
export function importRescaling(source: LayerSource): Normalize[] {
  const scale = source.number('scale');
  if (scale <= 0) source.reject('expected a scale above 0', scale);
  const offset = source.attribute('offset') ?? 0;
  const offsets = Array.isArray(offset)
    ? (offset as unknown[])
    : Array.from({ length: source.shape.channels }, () => offset);
  if (offsets.length !== source.shape.channels) {
    source.reject(`expected one offset, or one per channel for ${source.shape.channels} channels`, offset);
  }
  const zeroPoints = offsets.map((value) => {
    const zeroPoint = typeof value === 'number' ? -value / scale : NaN;
    const nearest = Math.round(zeroPoint);
    // float32 in model.json: 128 may come back as 127.99999.
    if (!(Math.abs(zeroPoint - nearest) < 1e-4 && nearest >= 0 && nearest <= 255)) {
      source.reject('expected −offset/scale to be an integer 0…255, the byte that means 0', zeroPoint);
    }
    return nearest;
  });
  return [
    { kind: 'normalize', name: source.name, inputs: [source.input], zeroPoints: Uint8Array.from(zeroPoints), scale },
  ];
}

import { affineLayer, type Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

/**
 * y = x·scale + offset. Of bytes it is (u − zeroPoint)·scale with integer zero points where these exist: then the first
 * layer works on bytes.
 */
export function importRescaling(source: LayerSource): Layer[] {
  const { name, tensor } = source;
  const scales = perChannel(source, 'scale', null);
  const offsets = perChannel(source, 'offset', 0);
  if (tensor.element !== 'uint8') return [affineLayer(name, tensor.name, { scale: scales, offset: offsets })];
  const [scale] = scales;
  if (!(scale > 0) || scales.some((each) => each !== scale)) source.reject('expected a scale above 0', scale);
  const zeroPoints = offsets.map((offset) => {
    const zeroPoint = -offset / scale;
    const nearest = Math.round(zeroPoint);
    // float32 in model.json: 128 may come back as 127.99999.
    if (!(Math.abs(zeroPoint - nearest) < 1e-4 && nearest >= 0 && nearest <= 255)) {
      source.reject('expected −offset/scale to be an integer 0…255, the byte that means 0', zeroPoint);
    }
    return nearest;
  });
  return [{ kind: 'normalize', name, inputs: [tensor.name], zeroPoints: Uint8Array.from(zeroPoints), scale }];
}

/** A number for all channels, or one for each. */
function perChannel(source: LayerSource, attribute: string, fallback: number | null): Float64Array {
  const { channels } = source.shape;
  const value = source.attribute(attribute) ?? fallback;
  const values = (Array.isArray(value) ? value : Array.from({ length: channels }, () => value)) as unknown[];
  if (values.length !== channels || !values.every((each) => typeof each === 'number' && Number.isFinite(each)))
    source.reject(`expected ${attribute} to be a number, or one for each of ${channels} channels`, value);
  return Float64Array.from(values as number[]);
}

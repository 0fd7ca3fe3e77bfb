// Makes one multiply and one add of several that follow each other.
import type { Affine, Int8Dense, Layer, Model } from '@bitplane/model';
import { readersOf } from './readers';

/**
 * s2·(s1·x + o1) + o2   becomes   (s2·s1)·x + (s2·o1 + o2), computed in float64
 *
 * where nothing else reads what is between; also after an int8-dense. It comes after fuse-thresholds: what is left
 * is computed in float32 at run time, which then rounds its parameters once and the numbers half as often. The merged
 * layer has the second one's name.
 */
export function mergeAffines(model: Model): Model {
  const readers = readersOf(model);
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  for (const { name } of model.layers) {
    const second = layers.get(name)!;
    const first = layers.get(second.inputs[0]);
    if (second.kind !== 'affine' || first === undefined || !hasScaleAndOffset(first)) continue;
    if (readers.get(first.name)?.length !== 1) continue;
    layers.delete(first.name);
    layers.set(name, { ...first, name, ...merged(first, second) } as Layer);
  }
  return { ...model, layers: [...layers.values()] };
}

const hasScaleAndOffset = (layer: Layer): layer is Affine | Int8Dense =>
  layer.kind === 'affine' || layer.kind === 'int8-dense';

type Parameters = Pick<Affine, 'scale' | 'offset'>;

/** A part that neither has stays absent. */
function merged(first: Parameters, second: Parameters): Parameters {
  return {
    scale: combine(first.scale, second.scale, (s1, s2) => s2 * s1),
    offset: combine(scaled(first.offset, second.scale), second.offset, (o1, o2) => o1 + o2),
  };
}

type Numbers = Float64Array | Float32Array | null;

const scaled = (offset: Numbers, scale: Numbers): Numbers =>
  offset && (scale === null ? offset : Float64Array.from(offset, (value, c) => scale[c] * value));

function combine(first: Numbers, second: Numbers, both: (a: number, b: number) => number): Numbers {
  if (first === null || second === null) return first ?? second;
  return Float64Array.from(first, (value, c) => both(value, second[c]));
}

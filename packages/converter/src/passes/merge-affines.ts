// Makes one multiply and one add of several that follow each other.
import type { Affine, Int8Dense, Layer, Model } from '@bitplane/model';
import { readersOf } from './readers';
import { makesSums } from './thresholds/sum-layer';

/**
 * s2·(s1·x + o1) + o2   becomes   (s2·s1)·x + (s2·o1 + o2), computed in float64
 *
 * where nothing else reads what is between; also after an int8-dense. It comes after fuse-thresholds: what is left
 * is computed in float32 at run time, which then rounds its parameters once and the numbers half as often. The merged
 * layer has the second one's name. Of layers that compute in float32 as their source does, only those are merged that
 * make the same numbers to the last bit as one, or whose numbers the source has rounded in sums of its own.
 */
export function mergeAffines(model: Model): Model {
  const readers = readersOf(model);
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const rounded = new Set(model.layers.filter((layer) => readsRounded(layer, layers)).map(({ name }) => name));
  for (const { name } of model.layers) {
    const second = layers.get(name)!;
    const first = layers.get(second.inputs[0]);
    if (second.kind !== 'affine' || first === undefined || !hasScaleAndOffset(first)) continue;
    if (readers.get(first.name)?.length !== 1) continue;
    if (first.element === 'float32' && !isExact(first, second) && !rounded.has(first.name)) continue;
    layers.delete(first.name);
    layers.set(name, { ...first, name, ...merged(first, second) } as Layer);
    if (rounded.has(first.name)) rounded.add(name);
  }
  return { ...model, layers: [...layers.values()] };
}

const hasScaleAndOffset = (layer: Layer): layer is Affine | Int8Dense =>
  layer.kind === 'affine' || layer.kind === 'int8-dense';

/**
 * Whether float32 rounds the merged layer's numbers as it rounds those of the two: products by powers of two are not
 * rounded, and what one of the two leaves out the other may have.
 */
function isExact(first: Parameters, second: Parameters): boolean {
  if (first.offset === null && second.scale === null) return true;
  if (first.offset === null && isPowerOfTwo(first.scale)) return true;
  return second.offset === null && isPowerOfTwo(second.scale);
}

/** Sums of floats, and sums of integers whose scale is no power of two: in the source each product has it. */
function readsRounded(layer: Layer, layers: ReadonlyMap<string, Layer>): boolean {
  const source = layers.get(layer.inputs[0]);
  if (layer.kind !== 'affine' || source === undefined) return false;
  const isOfIntegers = makesSums(source) || source.kind === 'plane-sum';
  return source.kind === 'float-conv2d' || (isOfIntegers && !isPowerOfTwo(layer.scale));
}

/** Far enough from the ends of float32 that no product leaves it. */
const isPowerOfTwo = (numbers: Numbers): boolean =>
  numbers === null ||
  numbers.every((each) => {
    const exponent = Math.round(Math.log2(Math.abs(each)));
    return Math.abs(exponent) <= 32 && Math.abs(each) === 2 ** exponent;
  });

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

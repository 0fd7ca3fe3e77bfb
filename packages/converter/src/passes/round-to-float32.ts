// Gives the layers that stay float at run time the precision of a runtime.
import { inferTypes, kindOf, type Advice, type Layer, type Model } from '@bitplane/model';
import { readersOf } from './readers';
import { obstacle, type Report } from './remark';

/**
 * Layers that no threshold has replaced compute in float32: their parameters are rounded once, here and nowhere before,
 * since folded parameters in float32 would flip ties. Convolutions of floats become float-conv2d, and a normalised
 * image that layers of floats read is looked up in a table.
 */
export function roundToFloat32(model: Model, report?: Report): Model {
  const rounded = { ...model, layers: model.layers.map(round) };
  if (report !== undefined) reportFloats(rounded, report);
  return rounded;
}

/** Every layer that reads or makes floats. */
function reportFloats(model: Model, report: Report): void {
  const types = inferTypes(model);
  const readers = readersOf(model);
  const elementOf = (name: string): string => types.get(name)!.element;
  const followed = followedBySigns(model, elementOf);
  for (const layer of model.layers) {
    if (![layer.name, ...layer.inputs].some((name) => elementOf(name) === 'float32')) continue;
    const advice = followed.has(layer.name) ? reasonFor(layer, readers) : SCORES;
    report({ ...advice, layers: [layer.name] });
  }
}

/** Layers that make signs, and those on which signs depend. */
function followedBySigns({ layers }: Model, elementOf: (name: string) => string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { name, inputs } of [...layers].reverse())
    if (found.has(name) || elementOf(name) === 'bits') for (const each of [name, ...inputs]) found.add(each);
  return found;
}

/** Else a kind that computes in real numbers has an `element`, and parameters in float64 only while that is float64. */
function round(layer: Layer): Layer {
  const inFloat32 = kindOf(layer).inFloat32?.(layer);
  if (inFloat32 !== undefined) return inFloat32 as Layer;
  if (!('element' in layer)) return layer;
  const rounded = Object.entries(layer).map(([attribute, value]) => [attribute, roundedValue(value)]);
  return { ...(Object.fromEntries(rounded) as typeof layer), element: 'float32' };
}

const roundedValue = (value: unknown): unknown => (value instanceof Float64Array ? Float32Array.from(value) : value);

const SCORES: Advice = { why: 'no sign follows: scores are numbers', change: 'none is needed' };

/** Signs that a pass has looked at have a remark of its own, which comes before this one. */
const LEFT_OUT: Advice = {
  why: 'its sign is taken of numbers, since no pass was to replace it',
  change: 'apply all passes (--passes)',
};

/** What the layer does, else what the next layer that no thresholds replace does with its numbers. */
function reasonFor(layer: Layer, readers: ReadonlyMap<string, readonly Layer[]>): Advice {
  const own = obstacle(layer);
  if (own !== null) return own;
  const next = readers.get(layer.name) ?? [];
  const read = next.map(obstacle).find((advice) => advice !== null);
  if (read !== undefined) return { why: `${read.why}, and needs these`, change: read.change };
  const further = next.find((reader) => !makesBits(reader));
  return makesBits(layer) || further === undefined ? LEFT_OUT : reasonFor(further, readers);
}

const makesBits = ({ kind }: Layer): boolean => kind === 'sign' || kind === 'residual-sign';

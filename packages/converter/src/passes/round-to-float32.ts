// Gives the layers that stay float at run time the precision of a runtime.
import { inferTypes, kindOf, type Advice, type Layer, type Model } from '@bitplane/model';
import { readersOf } from './readers';
import { obstacle, titleOf, type Report } from './remark';

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
  for (const layer of model.layers) {
    const isFloat = [layer.name, ...layer.inputs].some((name) => types.get(name)!.element === 'float32');
    if (isFloat) report({ ...reasonFor(layer, readers), layers: [layer.name] });
  }
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

/** What the layer does, else what the next layer that no thresholds replace does with its numbers. */
function reasonFor(layer: Layer, readers: ReadonlyMap<string, readonly Layer[]>): Advice {
  const own = obstacle(layer);
  if (own !== null) return own;
  const next = readers.get(layer.name);
  if (next === undefined) return SCORES;
  const read = next.find((reader) => obstacle(reader) !== null);
  if (read !== undefined) {
    const { why, change } = obstacle(read)!;
    return { why: `${why}, and needs these`, change };
  }
  const sign = next.find(({ kind }) => kind === 'sign' || kind === 'residual-sign' || kind === 'quantize');
  if (sign !== undefined) return { why: `${titleOf(sign)} reads its numbers`, change: 'see there' };
  return reasonFor(next[0], readers);
}

// Which layers of an exported network stayed in numbers or cost more than they need to, and why.
import { inferTypes, kindOf, modelCost, type Advice, type Layer, type Model } from '@bitplane/model';
import type { Remark } from '../passes/remark';
import { estimate, type LayerEstimate } from './cost-model';

/** Layers that share a reason. */
export interface Explanation extends Advice {
  readonly layers: readonly LayerEstimate[];
}

/**
 * model: after the passes; remarks: what they said, in order. A layer that reads or makes floats is explained by the
 * first pass that named it, or the layer that it was made of; any other by its kind, if that says what makes it dear.
 */
export function explain(model: Model, remarks: readonly Remark[]): Explanation[] {
  const types = inferTypes(model);
  const isFloat = ({ name, inputs }: Layer): boolean =>
    [name, ...inputs].some((tensor) => types.get(tensor)!.element === 'float32');
  const groups = new Map<string, Advice & { readonly layers: LayerEstimate[] }>();
  for (const cost of modelCost(model)) {
    const { layer } = cost;
    const advice = isFloat(layer) ? remarkOn(layer, remarks) : kindOf(layer).extraCost?.(layer);
    if (!advice) continue;
    const { why, change } = advice;
    const key = `${why}\n${change}`;
    if (!groups.has(key)) groups.set(key, { why, change, layers: [] });
    const inputs = layer.inputs.map((name) => types.get(name)!);
    groups.get(key)!.layers.push(estimate(cost, inputs));
  }
  return [...groups.values()];
}

/** Passes call what they make of a layer by its name and a suffix. */
const remarkOn = ({ name }: Layer, remarks: readonly Remark[]): Remark | undefined =>
  remarks.find(({ layers }) => layers.some((origin) => name === origin || name.startsWith(`${origin}/`)));

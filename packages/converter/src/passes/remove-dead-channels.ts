// Leaves out channels of bits that are always the same, and the filters that make them.
import type { Model, TensorOf } from '@bitplane/model';
import { liveChannels } from './dead-channels/live-channels';
import { ruleOf } from './dead-channels/rules';

/** What the name of a tensor gets that lost channels, or whose sums lost what constant channels added. */
const LIVE = '/live';

/**
 * A threshold whose bit no image changes, as after a batch norm with gamma = 0 or a filter of zeros, adds the same to
 * every sum of the next convolution: the sums lose it, and so do the bounds they are compared with, as whole numbers.
 * With padding that makes the sum differ at the border this takes thresholds per element. Where sums become numbers
 * (scores, shortcuts, shuffles) channels stay. Layers that lost something get a name of their own.
 */
export function removeDeadChannels(model: Model): Model {
  const { keep, placeOf } = liveChannels(model);
  if ([...keep.values()].every((channels) => !channels.includes(0))) return model;
  const kept = (name: string): number[] => [...keep.get(name)!.keys()].filter((c) => keep.get(name)![c] === 1);
  const losses = new Map<string, TensorOf<'int32'> | null>();
  const names = new Map<string, string>();
  const layers = model.layers.map((layer) => {
    const inputs = layer.inputs.map((name) => names.get(name) ?? name);
    const channels = { inputs: layer.inputs.map(kept), output: kept(layer.name) };
    const rule = ruleOf(layer);
    if (rule === undefined) return { ...layer, inputs };
    const moved = losses.get(layer.inputs[0]) ?? null;
    const sliced = rule.slice(layer, { ...channels, moved }, placeOf(layer));
    losses.set(layer.name, sliced.moved);
    const isLess = sliced.moved !== null || keep.get(layer.name)!.includes(0);
    const name = isLess ? `${layer.name}${LIVE}` : layer.name;
    names.set(layer.name, name);
    return { ...sliced.layer, name, inputs };
  });
  return { ...model, layers };
}

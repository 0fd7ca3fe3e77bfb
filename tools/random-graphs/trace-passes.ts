// Which layers each pass changed.
import type { Layer, Model } from '@bitplane/model';
import { PASSES } from '@bitplane/converter';

/** Pass → names of the layers that it replaced, moved away or made; only passes that changed something. */
export function tracePasses(imported: Model): ReadonlyMap<string, readonly string[]> {
  const changed = new Map<string, readonly string[]>();
  let model = imported;
  for (const { name, apply } of PASSES) {
    const next = apply(model);
    const names = [...difference(model, next), ...difference(next, model)].map((layer) => layer.name);
    if (names.length > 0) changed.set(name, names);
    model = next;
  }
  return changed;
}

/** Layers of one model that the other does not have. A pass may copy a layer without a change. */
function difference(one: Model, other: Model): Layer[] {
  const others = new Map(other.layers.map((layer) => [layer.name, layer]));
  return one.layers.filter((layer) => {
    const twin = others.get(layer.name);
    return twin === undefined || !isSame(layer, twin);
  });
}

const isSame = (a: Layer, b: Layer): boolean =>
  a === b ||
  (Object.keys(a).length === Object.keys(b).length &&
    Object.entries(a).every(([key, value]) => isSameValue(value, (b as unknown as Record<string, unknown>)[key])));

/** Arrays that a pass has not touched are the same object; lists of names are short. */
const isSameValue = (a: unknown, b: unknown): boolean =>
  a === b || (Array.isArray(a) && Array.isArray(b) && a.join() === b.join());

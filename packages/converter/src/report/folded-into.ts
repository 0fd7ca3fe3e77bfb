// Which imported layers each exported one stands for.
import type { Layer, Model } from '@bitplane/model';
import { readersOf } from '../passes/readers';

/**
 * Exported layer → names of the imported layers that it stands for, in order. An imported layer counts for the exported one of its name, for one that a pass
 * made of it and called by its name and a suffix (`conv1/sums`), else for whatever its reader counts for. A threshold before
 * its pool shares what the pool's name stands for: it takes all but the max-pool itself.
 */
export function foldedInto(imported: Model, model: Model): ReadonlyMap<string, readonly string[]> {
  const exported = new Map(model.layers.map((layer) => [layer.name, layer]));
  const own = new Set(imported.layers.map(({ name }) => name));
  const readers = readersOf(imported);
  const standsFor = ({ name }: Layer): Layer | undefined => {
    const sums = `${name}/sums`;
    const direct = exported.get(name) ?? (own.has(sums) ? undefined : exported.get(sums));
    const reader = readers.get(name)?.[0];
    return direct ?? (reader && standsFor(reader));
  };
  const origins = new Map<string, string[]>();
  for (const layer of imported.layers) {
    const target = standsFor(layer);
    if (target === undefined) continue;
    const isBeforePool = target.kind === 'bit-max-pool' && layer.kind !== 'max-pool';
    const name = isBeforePool ? target.inputs[0] : target.name;
    origins.set(name, [...(origins.get(name) ?? []), layer.name]);
  }
  return origins;
}

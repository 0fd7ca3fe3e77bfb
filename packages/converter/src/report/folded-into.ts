// Which imported layers each exported one stands for.
import type { Layer, Model } from '@bitplane/model';
import { readersOf } from '../passes/readers';

/**
 * Exported layer → names of the imported layers that it stands for, in order. An imported layer counts for the exported
 * one of its name, for one that a pass made of it and called by its name and a suffix (`conv1/sums`, `sign/live`), else
 * for whatever its reader counts for. A threshold shares what the name of a pool or a shuffle of its bits stands for:
 * it takes all but the layer that became the pool or the shuffle.
 */
export function foldedInto(imported: Model, model: Model): ReadonlyMap<string, readonly string[]> {
  const exported = new Map(model.layers.map((layer) => [layer.name, layer]));
  const own = new Set(imported.layers.map(({ name }) => name));
  const readers = readersOf(imported);
  const named = (name: string): Layer | undefined => exported.get(name) ?? exported.get(`${name}/live`);
  const standsFor = ({ name }: Layer): Layer | undefined => {
    const sums = `${name}/sums`;
    const direct = named(name) ?? (own.has(sums) ? undefined : named(sums));
    const reader = readers.get(name)?.[0];
    return direct ?? (reader && standsFor(reader));
  };
  const origins = new Map<string, string[]>();
  for (const layer of imported.layers) {
    let target = standsFor(layer);
    while (target !== undefined && madeOf(target.kind) !== null && madeOf(target.kind) !== layer.kind)
      target = exported.get(target.inputs[0]);
    if (target === undefined) continue;
    origins.set(target.name, [...(origins.get(target.name) ?? []), layer.name]);
  }
  return origins;
}

/** Of the kinds that passes put after a threshold, under the sign's name: what they were before. */
function madeOf(kind: Layer['kind']): Layer['kind'] | null {
  if (kind === 'bit-max-pool') return 'max-pool';
  return kind === 'channel-shuffle' ? kind : null;
}

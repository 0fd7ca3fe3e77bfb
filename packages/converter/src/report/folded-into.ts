// Which imported layers each exported one stands for.
import type { Layer, Model } from '@bitplane/model';

/**
 * Exported layer → names of the imported layers that it stands for, in order. Each imported layer counts for the next one that still has its
 * name, or that a pass made of it and called by its name and a suffix (`conv1/sums`). A threshold before its pool shares what
 * the pool's name stands for: it takes all but the max-pool itself.
 */
export function foldedInto(imported: Model, model: Model): ReadonlyMap<string, readonly string[]> {
  const origins = new Map<string, readonly string[]>();
  let folded: Layer[] = [];
  for (const layer of imported.layers) {
    folded.push(layer);
    const exported = model.layers.find(({ name }) => name === layer.name) ?? madeOf(layer, imported, model);
    if (exported === undefined) continue;
    if (exported.kind === 'bit-max-pool') {
      origins.set(exported.name, namesOf(folded.filter(({ kind }) => kind === 'max-pool')));
      origins.set(exported.inputs[0], namesOf(folded.filter(({ kind }) => kind !== 'max-pool')));
    } else origins.set(exported.name, namesOf(folded));
    folded = [];
  }
  return origins;
}

const namesOf = (layers: readonly Layer[]): string[] => layers.map(({ name }) => name);

const madeOf = ({ name }: Layer, imported: Model, model: Model): Layer | undefined =>
  model.layers.find(
    (exported) => exported.name === `${name}/sums` && imported.layers.every((own) => own.name !== exported.name),
  );

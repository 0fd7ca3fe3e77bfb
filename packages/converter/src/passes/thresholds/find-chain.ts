// Finds what stands between a convolution's sums and signs.
import type { Layer, Levels, MaxPool, Model, ResidualSign, Sign } from '@bitplane/model';
import { readersOf } from '../readers';
import { isElementwise } from './scalar-chain';
import { makesSums, type SumLayer } from './sum-layer';

/** conv → `before` → pool → `after` → sign; without a pool all steps stand in `before`. */
export interface Chain {
  readonly convolution: SumLayer;
  readonly before: readonly Layer[];
  readonly pool: MaxPool | null;
  readonly after: readonly Layer[];
  readonly sign: SignLayer;
}

/** What makes signs of numbers, in one plane or several. */
export type SignLayer = Sign | ResidualSign | Levels;

/**
 * One chain for each sign, of one plane or several, that hangs on a convolution by layers that nothing else reads. A
 * sign after a shortcut, a sum of planes, a second pool or a layer with two readers has none: it is taken of numbers,
 * at run time.
 */
export function findChains(model: Model): Chain[] {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const readers = readersOf(model);
  const onlyReadHere = (name: string): Layer | undefined =>
    readers.get(name)?.length === 1 ? byName.get(name) : undefined;
  return model.layers
    .filter(isSign)
    .map((sign) => findChain(sign, onlyReadHere))
    .filter((chain) => chain !== null);
}

/** As for elementwise layers: one that already rounds to float32 is none of it. */
const isSign = (layer: Layer): layer is SignLayer =>
  layer.kind === 'sign' || layer.kind === 'levels' || (layer.kind === 'residual-sign' && layer.element === 'float64');

function findChain(sign: SignLayer, onlyReadHere: (name: string) => Layer | undefined): Chain | null {
  let steps: Layer[] = [];
  let after: Layer[] = [];
  let pool: MaxPool | null = null;
  for (let name = sign.inputs[0]; ;) {
    const layer = onlyReadHere(name);
    if (layer === undefined) return null;
    if (makesSums(layer)) return { convolution: layer, before: steps, pool, after, sign };
    if (isElementwise(layer)) steps = [layer, ...steps];
    else if (layer.kind === 'max-pool' && pool === null) [pool, after, steps] = [layer, steps, []];
    else return null;
    name = layer.inputs[0];
  }
}

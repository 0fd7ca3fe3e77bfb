// Finds what stands between a convolution's sums and a sign.
import type { BinaryConv2D, Int8Conv2D, MaxPool, Model, Sign } from '@bitplane/model';
import { isElementwise, type Elementwise } from './scalar-chain';

/** conv → `before` → pool → `after` → sign; without a pool all steps stand in `before`. */
export interface Chain {
  readonly convolution: BinaryConv2D | Int8Conv2D;
  readonly before: readonly Elementwise[];
  readonly pool: MaxPool | null;
  readonly after: readonly Elementwise[];
  readonly sign: Sign;
}

/** Walks from the sign up to a convolution through layers that nothing else reads. Null when something else stands there. */
export function findChain(model: Model, sign: Sign): Chain | null {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const numReaders = (name: string) => model.layers.filter((layer) => layer.inputs.includes(name)).length;
  let steps: Elementwise[] = [];
  let after: Elementwise[] = [];
  let pool: MaxPool | null = null;
  for (let name = sign.inputs[0]; ;) {
    const layer = byName.get(name);
    if (layer === undefined || numReaders(name) !== 1) return null;
    if (layer.kind === 'binary-conv2d' || layer.kind === 'int8-conv2d')
      return { convolution: layer, before: steps, pool, after, sign };
    if (isElementwise(layer)) steps = [layer, ...steps];
    else if (layer.kind === 'max-pool' && pool === null) [pool, after, steps] = [layer, steps, []];
    else return null;
    name = layer.inputs[0];
  }
}

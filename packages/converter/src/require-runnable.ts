// The last check before the exporters: what the passes left must be what a runtime can do.
import { BitplaneError, kindOf, type Layer, type Model, type Unfinished } from '@bitplane/model';
import { accumulatorRange, makesSums } from './passes/thresholds/sum-layer';

/** float32 holds every integer below this, and not all above. */
const LARGEST_EXACT = 2 ** 24;

/** Throws E_LAYER, with the layer's name, for a network that only the interpreter could run exactly. */
export function requireRunnable(model: Model): void {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  for (const layer of model.layers) {
    const { unfinished } = kindOf(layer);
    if (unfinished !== undefined) reject(layer, unfinished);
    for (const input of layer.inputs) requireExactFloats(layer, byName.get(input));
  }
}

/** A layer that reads sums and computes in float32 must be able to hold them all. */
function requireExactFloats(layer: Layer, source: Layer | undefined): void {
  if (source === undefined || !makesSums(source) || !('element' in layer)) return;
  for (let filter = 0; filter < source.filters; filter++) {
    const { lower, upper } = accumulatorRange(source, filter);
    const largest = Math.max(-lower, upper);
    if (largest >= LARGEST_EXACT)
      reject(layer, {
        expected: 'sums below 2^24, which float32 holds exactly',
        got: `${largest} from ${source.name}`,
        next: 'use fewer channels, or a smaller kernel, or let a binary layer read them',
      });
  }
}

function reject({ name }: Layer, { expected, got, next }: Unfinished): never {
  throw new BitplaneError('E_LAYER', `layer ${name}: expected ${expected}, got ${got}; ${next}`);
}

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
    for (const input of layer.inputs) {
      requireNoImage(layer, byName.get(input));
      requireExactFloats(layer, byName.get(input));
    }
  }
  const last = model.layers.at(-1);
  if (last?.kind === 'normalize')
    reject(last, { expected: 'layers after Rescaling', got: 'none', next: 'docs/networks.md has an example' });
}

/** The passes have made a convolution of bytes of every one that may read the image. */
function requireNoImage(layer: Layer, source: Layer | undefined): void {
  if (source?.kind !== 'normalize') return;
  reject(layer, {
    expected: 'QuantizedConv2D to read the image that Rescaling made',
    got: `the kind ${layer.kind}`,
    next: 'put new layers.QuantizedConv2D({ filters, kernelSize }) right after Rescaling, which takes an offset for each channel itself',
  });
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

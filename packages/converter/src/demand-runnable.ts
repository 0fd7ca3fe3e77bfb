// The last check before the exporters: what the passes left must be what a runtime can do.
import { BitplaneError, type Layer, type Model } from '@bitplane/model';
import { accumulatorRange } from './passes/accumulator-range';

/** Kinds that only an unfinished model holds, with what each needs to be replaced. */
const UNFINISHED: Partial<Record<Layer['kind'], string>> = {
  normalize: 'only QuantizedConv2D layers to read the image that Rescaling made',
  conv2d: 'QuantizedConv2D to read the image through Rescaling (it works on bytes); use BinaryConv2D elsewhere',
  'batch-norm': 'batch norms to be folded',
};

/** float32 holds every integer below this, and not all above. */
const LARGEST_EXACT = 2 ** 24;

/** Throws E_LAYER, with the layer's name, for a network that only the interpreter could run exactly. */
export function demandRunnable(model: Model): void {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  for (const layer of model.layers) {
    const needed = UNFINISHED[layer.kind];
    if (needed !== undefined) refuse(layer, needed, `the ${layer.kind} left over`);
    for (const input of layer.inputs) demandExactFloats(layer, byName.get(input));
  }
}

/** A layer of float32 that reads sums must be able to hold them all. */
function demandExactFloats(layer: Layer, source: Layer | undefined): void {
  if (source?.kind !== 'int8-conv2d' && source?.kind !== 'binary-conv2d') return;
  if (layer.kind === 'threshold' || layer.kind === 'multi-threshold') return;
  for (let filter = 0; filter < source.filters; filter++) {
    const { lower, upper } = accumulatorRange(source, filter);
    const largest = Math.max(-lower, upper);
    if (largest >= LARGEST_EXACT)
      refuse(layer, 'sums below 2^24, which float32 holds exactly', `${largest} from ${source.name}`);
  }
}

function refuse({ name }: Layer, expected: string, got: string): never {
  throw new BitplaneError('E_LAYER', `layer ${name}: expected ${expected}, got ${got}; a runtime cannot do it`);
}

// Finds what is between a convolution's sums and signs.
import { INPUT, type Advice, type Layer, type Levels, type Model, type ResidualSign, type Sign } from '@bitplane/model';
import { readersOf } from '../readers';
import { obstacle, titleOf, type Remark } from '../remark';
import { isElementwise } from './scalar-chain';
import { makesSums, type SumLayer } from './sum-layer';

/** convolution → `steps`, which are elementwise layers and max-pools → sign */
export interface Chain {
  readonly convolution: SumLayer;
  readonly steps: readonly Layer[];
  readonly sign: SignLayer;
}

/** What makes signs of numbers, in one plane or several. */
export type SignLayer = Sign | ResidualSign | Levels;

/** Chains, and why the other signs have none. */
export interface FoundChains {
  readonly chains: readonly Chain[];
  readonly others: readonly Remark[];
}

/**
 * One chain for each sign, of one plane or several, that hangs on a convolution by layers that nothing else reads. A
 * sign after a shortcut, a sum of planes or a layer with two readers has none: it is taken of numbers, at run time.
 */
export function findChains(model: Model): FoundChains {
  const walk = walkerOf(model);
  const found = model.layers.filter(makesSigns).map((sign) => findChain(sign, walk));
  return {
    chains: found.filter((each): each is Chain => 'sign' in each),
    others: found.filter((each): each is Remark => !('sign' in each)),
  };
}

const makesSigns = (layer: Layer): layer is SignLayer =>
  layer.kind === 'sign' || layer.kind === 'levels' || layer.kind === 'residual-sign';

interface Walk {
  readonly layer: (name: string) => Layer | undefined;
  readonly readers: (name: string) => readonly Layer[];
}

function walkerOf(model: Model): Walk {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const readers = readersOf(model);
  return { layer: (name) => byName.get(name), readers: (name) => readers.get(name) ?? [] };
}

function findChain(sign: SignLayer, walk: Walk): Chain | Remark {
  let steps: readonly Layer[] = [];
  let reader: Layer = sign;
  for (;;) {
    const layer = walk.layer(reader.inputs[0]);
    const reason = (reader === sign ? roundsPlanes(sign) : null) ?? whyNot(layer, walk);
    if (reason !== null) {
      const numbers = layer === undefined || makesSums(layer) ? [] : [layer];
      return { ...reason, layers: [...numbers, ...steps, sign].map(({ name }) => name) };
    }
    const source = layer!;
    if (makesSums(source)) return { convolution: source, steps, sign };
    steps = [source, ...steps];
    reader = source;
  }
}

/** Planes of residuals are taken in float64: a layer that already rounds to float32 is none of it. */
const roundsPlanes = (sign: SignLayer): Advice | null =>
  sign.kind === 'residual-sign' && sign.element === 'float32'
    ? {
        why: `${titleOf(sign)} rounds to float32, as the network's source does`,
        change: 'export the network from a source that leaves activations to the runtime',
      }
    : null;

/** A kind that another pass replaces. */
const unfolded = (layer: Layer): Advice => ({
  why: `${titleOf(layer)} is not folded`,
  change: 'apply all passes',
});

/** Null for what a chain may go through, or end at. */
function whyNot(layer: Layer | undefined, walk: Walk): Advice | null {
  if (layer === undefined)
    return {
      why: `it reads ${INPUT}, the image`,
      change: 'let a convolution with 8-bit weights (QuantizedConv2D) read the image first',
    };
  const readers = walk.readers(layer.name);
  if (readers.length > 1)
    return {
      why: `${titleOf(layer)} is read by ${readers.map(titleOf).join(' and ')}: its numbers are needed anyway`,
      change: 'let the others read the signs, or have a convolution of their own',
    };
  if (makesSums(layer) || isElementwise(layer) || layer.kind === 'max-pool') return null;
  return obstacle(layer) ?? unfolded(layer);
}

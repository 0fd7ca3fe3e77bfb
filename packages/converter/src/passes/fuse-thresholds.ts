// Replaces each chain accumulator → … → sign by integer thresholds, and its max-pool by one on bits.
import {
  BitplaneError,
  inferTypes,
  numElements,
  type BinaryConv2D,
  type BitMaxPool,
  type Int8Conv2D,
  type Layer,
  type MaxPool,
  type Model,
  type Sign,
  type TensorType,
  type Threshold,
} from '@bitplane/model';
import { accumulatorRange } from './accumulator-range';
import { positiveAccumulators } from './accumulator-set';
import { direction, isElementwise, isPerChannel, scalarStep, type Elementwise, type Position } from './scalar-chain';
import { thresholdElement, type ThresholdElement } from './threshold-element';

/** conv → `before` → pool → `after` → sign; without a pool all steps stand in `before`. */
interface Chain {
  readonly convolution: BinaryConv2D | Int8Conv2D;
  readonly before: readonly Elementwise[];
  readonly pool: MaxPool | null;
  readonly after: readonly Elementwise[];
  readonly sign: Sign;
}

/**
 * Each sign that hangs on a convolution by elementwise layers and at most one max-pool becomes a `threshold` and, with the pool, a
 * `bit-max-pool` (docs/bits.md section 3). The last new layer takes the sign's name. Throws E_LAYER where the set of an
 * element is neither an interval nor the complement of one, or where what follows the pool bends.
 */
export function fuseThresholds(model: Model): Model {
  const types = inferTypes(model);
  const chains = model.layers
    .filter((layer) => layer.kind === 'sign')
    .map((sign) => findChain(model, sign))
    .filter((chain) => chain !== null);
  const replaced = new Set<Layer>(
    chains.flatMap(({ before, pool, after }) => [...before, ...(pool ? [pool] : []), ...after]),
  );
  const bySign = new Map<Layer, Chain>(chains.map((chain) => [chain.sign, chain]));
  return {
    ...model,
    layers: model.layers.flatMap((layer) => {
      const chain = bySign.get(layer);
      if (chain !== undefined) return fuse(chain, types.get(chain.convolution.name) as TensorType);
      return replaced.has(layer) ? [] : [layer];
    }),
  };
}

/** Walks from the sign up to a convolution through layers that nothing else reads. Null when something else stands there. */
function findChain(model: Model, sign: Sign): Chain | null {
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

function fuse(chain: Chain, accumulators: TensorType): Layer[] {
  const { convolution, pool, sign } = chain;
  if (pool === null) return [threshold(chain, accumulators, { name: sign.name, inputs: [convolution.name] })];
  const name = `${sign.name}/unpooled`;
  return [threshold(chain, accumulators, { name, inputs: [convolution.name] }), bitMaxPool(chain, accumulators, name)];
}

function threshold(chain: Chain, accumulators: TensorType, base: Pick<Threshold, 'name' | 'inputs'>): Threshold {
  const steps = [...chain.before, ...chain.after];
  const perElement = !isPerChannel(steps);
  const count = perElement ? numElements(accumulators) : accumulators.channels;
  const ranges = Array.from({ length: accumulators.channels }, (_, filter) =>
    accumulatorRange(chain.convolution, filter),
  );
  const elements = Array.from({ length: count }, (_, element) => {
    const channel = element % accumulators.channels;
    return elementOf(chain, { channel, element }, ranges[channel]);
  });
  const hasUpper = elements.some(({ upper }) => upper !== null);
  return {
    kind: 'threshold',
    ...base,
    perElement,
    lower: Int32Array.from(elements, ({ lower }) => lower),
    upper: hasUpper
      ? Int32Array.from(elements, ({ upper }, k) => upper ?? ranges[k % accumulators.channels].upper)
      : null,
    flip: Uint8Array.from(elements, ({ flip }) => flip),
  };
}

function elementOf(
  { before, after, sign }: Chain,
  position: Position,
  range: { lower: number; upper: number },
): ThresholdElement {
  const steps = [...before, ...after].map((layer) => scalarStep(layer, position));
  const found = thresholdElement(positiveAccumulators(steps, range), range);
  if (found !== null) return found;
  throw new BitplaneError(
    'E_LAYER',
    `layer ${sign.name}, element ${position.element}: expected +1 on one interval of sums or outside of one, got a set of more pieces; leave out one of the PReLUs with slopes below 0`,
  );
}

/** What follows the pool must rise or fall for a whole channel: only then "largest" picks the same inputs before and after. */
function bitMaxPool({ after, pool, sign }: Chain, { channels }: TensorType, input: string): BitMaxPool {
  const minimum = Uint8Array.from({ length: channels }, (_, channel) => {
    const way = isPerChannel(after) ? direction(after, channel) : null;
    if (way === null) {
      throw new BitplaneError(
        'E_LAYER',
        `layer ${sign.name}: expected a rising or falling chain between the max-pool ${(pool as MaxPool).name} and the sign, got a PReLU with slopes below 0 or for each element; put it before the pool`,
      );
    }
    return way < 0 ? 1 : 0;
  });
  return { kind: 'bit-max-pool', name: sign.name, inputs: [input], window: (pool as MaxPool).window, minimum };
}

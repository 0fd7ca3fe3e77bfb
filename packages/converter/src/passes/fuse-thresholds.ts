// Replaces each chain accumulator → … → sign by integer thresholds, and its max-pool by one on bits.
import { inferTypes, type BitMaxPool, type Layer, type Model, type TensorType } from '@bitplane/model';
import { findChains, type Chain, type SignLayer } from './thresholds/find-chain';
import { multiThresholdLayer } from './thresholds/multi-threshold-layer';
import { direction, isPerChannel } from './thresholds/scalar-chain';
import { thresholdLayer } from './thresholds/threshold-layer';

/**
 * Each sign that hangs on a convolution by elementwise layers and at most one max-pool becomes a `threshold` and, with
 * the pool, a `bit-max-pool` (docs/bits.md section 3); a `multi-threshold` where the set of sums is neither an interval
 * nor the complement of one, or where the sign has several planes. The last new layer takes the sign's name. A chain
 * that bends after its pool, or a pool in front of several planes that are no thermometer, stays as it is: a runtime
 * computes it in numbers.
 */
export function fuseThresholds(model: Model): Model {
  const types = inferTypes(model);
  const fused = new Map<Layer, readonly Layer[]>();
  for (const chain of findChains(model)) {
    const layers = fuse(chain, types.get(chain.convolution.name) as TensorType);
    if (layers === null) continue;
    for (const replaced of [...chain.before, ...(chain.pool ? [chain.pool] : []), ...chain.after])
      fused.set(replaced, []);
    fused.set(chain.sign, layers);
  }
  return { ...model, layers: model.layers.flatMap((layer) => fused.get(layer) ?? [layer]) };
}

/** Null where thresholds cannot say what the chain says. */
function fuse(chain: Chain, sums: TensorType): Layer[] | null {
  const { pool, sign } = chain;
  const name = pool === null ? sign.name : `${sign.name}/unpooled`;
  if (pool !== null && !risesInEveryPlane(sign)) return null;
  const directions = pool === null ? [] : Array.from({ length: sums.channels }, (_, c) => pooledDirection(chain, c));
  if (directions.includes(null)) return null;
  const threshold =
    sign.kind === 'sign'
      ? (thresholdLayer(chain, sums, name) ?? multiThresholdLayer(chain, sums, name))
      : multiThresholdLayer(chain, sums, name);
  if (threshold === null || pool === null) return threshold && [threshold];
  const planes = threshold.kind === 'threshold' ? 1 : threshold.planes;
  const minimum = Uint8Array.from({ length: planes * sums.channels }, (_, k) =>
    directions[k % sums.channels] === -1 ? 1 : 0,
  );
  const pooled: BitMaxPool = { kind: 'bit-max-pool', name: sign.name, inputs: [name], window: pool.window, minimum };
  return [threshold, pooled];
}

/** Whether the largest number has the largest code bit by bit, as no residual and no binary code has. */
const risesInEveryPlane = (sign: SignLayer): boolean =>
  sign.kind === 'sign' || (sign.kind === 'levels' && sign.code === 'thermometer');

/**
 * What follows the pool must rise or fall for a whole channel: only then "largest" picks the same inputs before and
 * after. Null where it bends.
 */
const pooledDirection = ({ after }: Chain, channel: number): 1 | -1 | 0 | null =>
  isPerChannel(after) ? direction(after, channel) : null;

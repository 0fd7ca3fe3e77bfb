// Replaces each chain accumulator → … → sign by integer thresholds, and its max-pool by one on bits.
import { BitplaneError, inferTypes, type BitMaxPool, type Layer, type Model, type TensorType } from '@bitplane/model';
import { findChain, type Chain } from './find-chain';
import { direction, isPerChannel } from './scalar-chain';
import { thresholdLayer } from './threshold-layer';

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

function fuse(chain: Chain, sums: TensorType): Layer[] {
  const { pool, sign } = chain;
  if (pool === null) return [thresholdLayer(chain, sums, sign.name)];
  const name = `${sign.name}/unpooled`;
  const pooled: BitMaxPool = {
    kind: 'bit-max-pool',
    name: sign.name,
    inputs: [name],
    window: pool.window,
    minimum: Uint8Array.from({ length: sums.channels }, (_, channel) => (pooledDirection(chain, channel) < 0 ? 1 : 0)),
  };
  return [thresholdLayer(chain, sums, name), pooled];
}

/** What follows the pool must rise or fall for a whole channel: only then "largest" picks the same inputs before and after. */
function pooledDirection({ after, pool, sign }: Chain, channel: number): 1 | -1 | 0 {
  const way = isPerChannel(after) ? direction(after, channel) : null;
  if (way !== null) return way;
  throw new BitplaneError(
    'E_LAYER',
    `layer ${sign.name}: expected a rising or falling chain between the max-pool ${pool?.name} and the sign, got a PReLU with slopes below 0 or for each element; put it before the pool`,
  );
}

// Replaces each chain accumulator → … → sign by integer thresholds, and its max-pools by ones on bits.
import { inferTypes, numLevelPlanes } from '@bitplane/model';
import type { Advice, BitMaxPool, Layer, Model, TensorType } from '@bitplane/model';
import { ignore, titleOf, type Report } from './remark';
import { findChains, type Chain, type SignLayer } from './thresholds/find-chain';
import { multiThresholdLayers } from './thresholds/multi-threshold-layers';
import { direction, isElementwise, isPerChannel } from './thresholds/scalar-chain';
import { thresholdLayer } from './thresholds/threshold-layer';

/**
 * Each sign that hangs on a convolution by elementwise layers and max-pools becomes a `threshold` and, with pools,
 * `bit-max-pool`s (docs/bits.md section 3); a `multi-threshold` where the set of sums is neither an interval nor the
 * complement of one, or where the sign has several planes. The last new layer takes the sign's name. A chain that bends
 * after a pool, or a pool in front of several planes that are no thermometer, stays as it is: a runtime computes it in
 * numbers.
 */
export function fuseThresholds(model: Model, report: Report = ignore): Model {
  const types = inferTypes(model);
  const fused = new Map<Layer, readonly Layer[]>();
  const { chains, others } = findChains(model);
  others.forEach(report);
  for (const chain of chains) {
    const layers = fuse(chain, types.get(chain.convolution.name) as TensorType);
    if ('why' in layers) {
      report({ ...layers, layers: [...chain.steps, chain.sign].map(({ name }) => name) });
      continue;
    }
    for (const replaced of chain.steps) fused.set(replaced, []);
    fused.set(chain.sign, layers);
  }
  return { ...model, layers: model.layers.flatMap((layer) => fused.get(layer) ?? [layer]) };
}

/** The new layers, or why thresholds cannot say what the chain says. */
function fuse(chain: Chain, sums: TensorType): readonly Layer[] | Advice {
  const { steps, sign } = chain;
  const pools = steps.filter((step) => step.kind === 'max-pool');
  if (pools.length > 0 && !risesInEveryPlane(sign))
    return {
      why: `${titleOf(pools[0])} comes before several planes of bits, and the largest number need not have the largest code`,
      change: 'put the pool after the quantizer, or use one bit here',
    };
  const bent = steps.findIndex((step, index) => step.kind === 'max-pool' && bends(steps.slice(index + 1), sums));
  if (bent >= 0)
    return {
      why: `what follows ${titleOf(steps[bent])} falls and rises, or differs from pixel to pixel`,
      change: 'put the pool directly before the sign, or keep slopes after it at 0 or more and one per channel',
    };
  const name = pools.length === 0 ? sign.name : `${sign.name}/unpooled`;
  const single = sign.kind === 'sign' ? thresholdLayer(chain, sums, name) : null;
  const layers = single === null ? multiThresholdLayers(chain, sums, name) : [single];
  return 'why' in layers ? layers : [...layers, ...bitPools(chain, sums)];
}

/**
 * What follows a pool must rise or fall for a whole channel: only then "largest" picks the same inputs before and
 * after.
 */
function bends(after: readonly Layer[], { channels }: TensorType): boolean {
  const steps = after.filter(isElementwise);
  return !isPerChannel(steps) || Array.from({ length: channels }, (_, c) => direction(steps, c)).includes(null);
}

/** Each pool takes the smallest instead where what follows it falls. The last one has the sign's name. */
function bitPools({ steps, sign }: Chain, { channels }: TensorType): BitMaxPool[] {
  const planes = sign.kind === 'levels' ? numLevelPlanes(sign) : 1;
  const pools: BitMaxPool[] = [];
  steps.forEach((step, index) => {
    if (step.kind !== 'max-pool') return;
    const after = steps.slice(index + 1).filter(isElementwise);
    const minimum = Uint8Array.from({ length: planes * channels }, (_, k) =>
      direction(after, k % channels) === -1 ? 1 : 0,
    );
    const input = pools.at(-1)?.name ?? `${sign.name}/unpooled`;
    const isLast = !steps.slice(index + 1).some(({ kind }) => kind === 'max-pool');
    const name = isLast ? sign.name : `${sign.name}/${step.name}`;
    pools.push({ kind: 'bit-max-pool', name, inputs: [input], window: step.window, minimum });
  });
  return pools;
}

/** Whether the largest number has the largest code bit by bit, as no residual and no binary code has. */
const risesInEveryPlane = (sign: SignLayer): boolean =>
  sign.kind === 'sign' || (sign.kind === 'levels' && sign.code === 'thermometer');

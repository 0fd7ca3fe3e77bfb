// The last thing that a run does to its network: statistics that do not depend on its last few batches.
import * as tf from '@tensorflow/tfjs';
import { makeBatch } from '../data/images';
import { ONE_MEMBER } from '../data/share';
import { QuantizedActivation } from '../layers';
import { allLayers } from '../networks/all-layers';
import type { TrainingPlan } from './plan';
import type { Team } from './team';

/** Means over this many batches; more change nothing that can be measured on CIFAR-10. */
const MAX_BATCHES = 200;

const ONE_PROCESS = { ...ONE_MEMBER, computeTogether: <Result>(_: number, pass: () => Result): Result => pass() };

/** What TensorFlow.js 4.22's layer has inside: moving ← momentum·moving + (1 − momentum)·batch. */
interface MovingNorm {
  momentum: number;
}

/**
 * Replaces the moving means and variances of all batch norms by their plain means over batches of training images,
 * unchanged ones. A moving mean covers the last 1/(1 − momentum) batches, and a sign turns its noise into different
 * bits: reference-plus was right about 72 to 75 % of the held-out images after each of its last epochs. The same
 * weights give the same statistics, whatever these were before. Ranges of activations stay: the layers after them have
 * learned with what these cut off.
 *
 * Wu and Johnson, "Rethinking “Batch” in BatchNorm", arXiv:2105.07576, section 3 ("precise BN").
 */
export function settleNorms(
  model: tf.LayersModel,
  { train, batchSize }: Pick<TrainingPlan, 'train' | 'batchSize'>,
  team: Pick<Team, 'rank' | 'size' | 'computeTogether'> = ONE_PROCESS,
): void {
  const norms = allLayers(model).filter((layer) => layer.getClassName() === 'BatchNormalization');
  const moving = norms as unknown as MovingNorm[];
  const ranges = allLayers(model).filter((layer) => layer instanceof QuantizedActivation);
  const changed: readonly MovingNorm[] = [...moving, ...ranges];
  const momenta = changed.map(({ momentum }) => momentum);
  const batches = Math.max(1, Math.min(MAX_BATCHES, Math.floor(train.count / batchSize)));
  try {
    for (const range of ranges) range.momentum = 1;
    for (let k = 0; k < batches; k++) {
      // The k-th mean of k + 1 values is k/(k + 1) of the one before, and 1/(k + 1) of the new value.
      for (const norm of moving) norm.momentum = k / (k + 1);
      const end = Math.min((k + 1) * batchSize, train.count);
      const indices = Uint32Array.from({ length: end - k * batchSize }, (_, i) => k * batchSize + i);
      tf.tidy(() => {
        const { images, share } = makeBatch(train, indices, undefined, team);
        team.computeTogether(share, () => void model.apply(images, { training: true }));
      });
    }
  } finally {
    changed.forEach((layer, i) => (layer.momentum = momenta[i]));
  }
}

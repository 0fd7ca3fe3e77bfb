// A team of several ranks: what the training loop asks of it, said through a communicator.
import type * as tf from '@tensorflow/tfjs';
import { QuantizedActivation } from '../layers';
import { withNormGroup } from '../native/shared-batch-norm';
import { allLayers } from '../networks/all-layers';
import { assignNumbers } from '../training/checkpoint';
import type { Team } from '../training/team';
import type { CollectiveLog } from './collective-log';
import type { Communicator } from './communicator';
import type { Exchange } from './exchanges';
import { bytesOf, floatsOf } from './float-bytes';
import type { PaceWatch } from './pace';
import { requireSameValues } from './same-weights';

export interface TeamParts {
  readonly communicator: Communicator;
  readonly exchange: Exchange;
  readonly model: tf.LayersModel;
  /** All that must have the same bits on all ranks after an epoch. */
  readonly shared: readonly tf.Variable[];
  /** Batch norms take their statistics from the whole batch. */
  readonly syncNorms: boolean;
  readonly log: CollectiveLog;
  readonly pace: PaceWatch;
}

/** All its methods are called by all ranks, in the same order. */
export function makeTeam({ communicator, exchange, model, shared, syncNorms, log, pace }: TeamParts): Team {
  const { rank, size } = communicator;
  const moving = movingStatistics(model, syncNorms);

  let [steps, sent] = [0, 0];
  const countSent = (work: () => void): void => {
    const before = log.sent;
    work();
    sent += log.sent - before;
  };

  const sum = (values: readonly number[], what: string): Float32Array => {
    const sums = Float32Array.from(values);
    communicator.allreduce(sums, what);
    return sums;
  };
  const computeTogether = <Result>(share: number, pass: () => Result): Result =>
    withNormGroup(
      {
        counts: share > 0,
        gather: (own, layer) =>
          communicator.allgather(bytesOf(own), `statistics of ${layer}`).map((bytes) => floatsOf(bytes)),
        sum: (values, layer) => communicator.allreduce(values, `gradient of ${layer}`),
      },
      pass,
    );
  return {
    rank,
    size,
    compute(share, pass) {
      pace.begin(log.milliseconds);
      return syncNorms ? computeTogether(share, pass) : pass();
    },
    computeTogether,
    sumUp(own, share) {
      const weighted = moving.flatMap((variable) => Array.from(variable.dataSync(), (value) => value * share));
      const [loss, correct, ...means] = sum([own.loss, own.correct, ...weighted], 'loss');
      assignNumbers(moving, Float32Array.from(means));
      return { loss, correct };
    },
    update(gradients, moment) {
      countSent(() => exchange.update(gradients, moment));
      steps++;
      pace.end(log.milliseconds);
    },
    agree({ stop, save }) {
      const times = Array.from({ length: size }, (_, r) => (r === rank ? pace.milliseconds : 0));
      const [stops, saves, ...all] = sum([Number(stop), Number(save), ...times], 'agreement');
      pace.compare(all);
      log.step++;
      return { stop: stops > 0, save: saves > 0 };
    },
    count: (own) => sum([own], 'count')[0],
    meet: () => countSent(() => exchange.meet()),
    sentPerStep: () => sent / Math.max(1, steps),
    requireSameWeights: () => requireSameValues(communicator, shared),
  };
}

/**
 * What a layer that looks at this rank's images only moves another way on each rank: ranges of activations in bytes,
 * and, unless they share their batch, moving means and variances of batch norms.
 */
const movingStatistics = (model: tf.LayersModel, syncNorms: boolean): tf.Variable[] =>
  allLayers(model)
    .filter((layer) => layer instanceof QuantizedActivation || (!syncNorms && isNorm(layer)))
    .flatMap((layer) => layer.nonTrainableWeights.map((weight) => weight.read() as tf.Variable));

const isNorm = (layer: tf.layers.Layer): boolean => layer.getClassName() === 'BatchNormalization';

// The training loop: epochs and steps. What it shows and where it saves is the caller's.
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { sliceImages, type LabelledImages } from '@bitplane/data';
import { BitplaneError } from '@bitplane/model';
import { epochOrder, makeBatch } from '../data/images';
import { countRightAnswers } from './accuracy';
import { stepsPerEpoch, type TrainingPlan } from './plan';
import { accuracy, addBatch, EMPTY_METER, meanLoss, type Position } from './history';
import { watchBinaryLayers, type LayerWatch } from './layer-watch';
import { settleNorms } from './settle-norms';
import { meet, trainStep, type Learner } from './step';

export interface LoopEvents {
  onStep(position: Readonly<Position>): void;
  /** After each epoch, when the loop was asked to stop, and when a checkpoint is due. */
  onCheckpoint(position: Readonly<Position>): void;
  /** Asked after each step. */
  isCheckpointDue(): boolean;
  /** Asked after each step: true, on any rank, ends the loop cleanly. */
  shouldStop(): boolean;
}

const CURVE_POINTS = 100;

/**
 * Trains from `position`, which it moves, to the end of the plan, its `untilEpoch` or `shouldStop`. Returns whether the
 * plan is complete. Throws E_TRAINING when the loss is no longer a number; the weights are then those before that step.
 */
export async function runPlan(
  learner: Learner,
  plan: TrainingPlan,
  position: Position,
  events: LoopEvents,
): Promise<boolean> {
  const steps = stepsPerEpoch(plan);
  const watch = watchBinaryLayers(learner.model, plan, position);
  while (position.epoch < (plan.untilEpoch ?? plan.epochs)) {
    const order = epochOrder(plan.train.count, plan.seed, position.epoch);
    while (position.stepInEpoch < steps) {
      runStep(learner, plan, position, order);
      watch.onStep();
      events.onStep(position);
      // TensorFlow's calls are synchronous: signals and timers have their turn here.
      await nextTurn();
      const { stop, save } = learner.team.agree({ stop: events.shouldStop(), save: events.isCheckpointDue() });
      if (stop || save) events.onCheckpoint(position);
      if (stop) return false;
    }
    meet(learner);
    finishEpoch(learner, plan, position, watch);
    learner.team.requireSameWeights();
    events.onCheckpoint(position);
  }
  return position.epoch === plan.epochs;
}

function runStep(learner: Learner, plan: TrainingPlan, position: Position, order: Uint32Array): void {
  const { batchSize, seed, augmentation: settings, epochs } = plan;
  const began = performance.now();
  const { epoch, stepInEpoch } = position;
  const totalSteps = stepsPerEpoch(plan) * epochs;
  const step = epoch * stepsPerEpoch(plan) + stepInEpoch;
  const moment = { step, progress: step / totalSteps };

  const indices = order.subarray(stepInEpoch * batchSize, (stepInEpoch + 1) * batchSize);
  const batch = makeBatch(plan.train, indices, { settings, seed, epoch }, learner.team);
  const { loss, correct } = trainStep(learner, batch, moment);
  tf.dispose([batch.images, batch.labels]);
  if (!Number.isFinite(loss)) throw diverged(position, loss);

  const result = { loss, correct, images: indices.length };
  position.stepInEpoch++;
  position.epochMeter = addBatch(position.epochMeter, result);
  position.pointMeter = addBatch(position.pointMeter, result);
  position.epochSeconds += (performance.now() - began) / 1000;

  if ((step + 1) % Math.max(1, Math.floor(totalSteps / CURVE_POINTS)) !== 0 && step + 1 < totalSteps) return;
  position.history.points.push({
    epoch: ((step + 1) / totalSteps) * epochs,
    loss: meanLoss(position.pointMeter),
    accuracy: accuracy(position.pointMeter),
    learningRate: learner.optimizer.learningRate(moment),
  });
  position.pointMeter = EMPTY_METER;
}

function finishEpoch(learner: Learner, plan: TrainingPlan, position: Position, watch: LayerWatch): void {
  const { validation } = plan;
  const { model, team } = learner;
  position.epoch++;
  if (position.epoch === plan.epochs) settleNorms(model, plan, team);
  position.history.epochs.push({
    epoch: position.epoch,
    loss: meanLoss(position.epochMeter),
    accuracy: accuracy(position.epochMeter),
    validationAccuracy: validation === null ? null : countTogether(learner, validation) / validation.count,
    seconds: position.epochSeconds,
    layers: watch.finishEpoch(),
  });
  position.stepInEpoch = 0;
  position.epochMeter = EMPTY_METER;
  position.epochSeconds = 0;
}

/** Each rank looks at its share of the images. */
function countTogether({ model, team }: Learner, images: LabelledImages): number {
  const [begin, end] = [team.rank, team.rank + 1].map((rank) => Math.floor((rank * images.count) / team.size));
  return team.count(countRightAnswers(model, sliceImages(images, begin, end)));
}

function diverged({ epoch, stepInEpoch }: Position, loss: number): BitplaneError {
  return new BitplaneError(
    'E_TRAINING',
    `the loss became ${loss} at epoch ${epoch + 1}, step ${stepInEpoch + 1}: training stopped before it could damage the weights; ` +
      'start over with --overwrite and another --seed, a larger --batch-size or a recipe with a lower learning rate',
  );
}

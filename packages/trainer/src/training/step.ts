// One step of training: loss, gradients, update.
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data/images';
import { applyInTraining } from '../blocks';
import { KernelLayer } from '../layers';
import { allLayers } from '../networks/all-layers';
import type { KnownOptimizer, Moment } from '../optimizers';
import type { Recipe } from '../recipes';
import { distillationLoss, type Teacher } from './distillation';
import type { StepResult, Team } from './team';

/** What a step changes, and by which rules. */
export interface Learner {
  readonly model: tf.LayersModel;
  /** Latent weights of binary kernels. */
  readonly latents: readonly tf.Variable[];
  /** All other trainable weights. */
  readonly others: readonly tf.Variable[];
  readonly optimizer: KnownOptimizer;
  readonly recipe: Pick<Recipe, 'labelSmoothing' | 'distillation' | 'regularizers' | 'clipLatents'>;
  /** Null: the recipe has none. */
  readonly teacher: Teacher | null;
  /** Who else trains it. */
  readonly team: Team;
}

/** Sorts a model's trainable weights into latent and other ones, each list in the order of the layers. */
export function sortWeights(model: tf.LayersModel): Pick<Learner, 'latents' | 'others'> {
  const kernels = new Set(
    allLayers(model).flatMap((layer) => (layer instanceof KernelLayer ? layer.latentWeights : [])),
  );
  const variables = (weights: tf.LayerVariable[]) => weights.map((weight) => weight.read() as tf.Variable);
  const trainable = model.trainableWeights;
  return {
    latents: variables(trainable.filter((weight) => kernels.has(weight))),
    others: variables(trainable.filter((weight) => !kernels.has(weight))),
  };
}

/**
 * L = (1 − α)·mean cross entropy of softmax(scores) with smoothed labels + α·distillation loss
 *     + bimodal·Σ_latents(1 − w²) + ½·l2Latents·Σ_latents w² + ½·l2·Σ_others w²,
 * then one update by the optimizer; α = 0 without a teacher. The means are over the batch of all ranks: each rank's
 * loss is weighted with its share of the images, so that gradients of all ranks add up to that of the whole batch, and
 * so do those inside a batch norm which they share.
 *
 * The bimodal term is that of CNTK's example; its gradient −2·bimodal·w pushes latent weights away from 0, towards ±1.
 */
export function trainStep(learner: Learner, batch: Batch, moment: Moment): StepResult {
  return tf.tidy(() => {
    const { latents, others, team } = learner;
    const { own, grads } = team.compute(batch.share, () => backward(learner, batch));
    const result = team.sumUp(own, batch.share);
    if (Number.isFinite(result.loss)) {
      team.update(
        [...latents, ...others].map((variable) => grads[variable.name]),
        moment,
      );
      clipLatents(learner);
    }
    return result;
  });
}

/** After an epoch: the ranks of a team that have stepped alone get the same weights. */
export function meet(learner: Learner): void {
  learner.team.meet();
  tf.tidy(() => clipLatents(learner));
}

function clipLatents({ latents, recipe }: Learner): void {
  if (recipe.clipLatents) for (const latent of latents) latent.assign(latent.clipByValue(-1, 1));
}

/** Loss, weighted with the share, correct answers that count, and the gradients by the variables' names. */
function backward(learner: Learner, batch: Batch): { own: StepResult; grads: tf.NamedTensorMap } {
  const { model, latents, others, recipe } = learner;
  const targets = learner.teacher?.targets(batch.images);
  let correct!: tf.Scalar;
  const { value, grads } = tf.variableGrads(() => {
    const scores = applyInTraining(model, batch.images) as tf.Tensor2D;
    correct = tf.keep(countCorrect(scores, batch.labels));
    const answers = crossEntropy(scores, batch, recipe.labelSmoothing);
    const loss = distilled(answers, scores, { targets, settings: recipe.distillation }).add<tf.Scalar>(
      penalty(learner),
    );
    return batch.share === 1 ? loss : loss.mul<tf.Scalar>(batch.share);
  }, [...latents, ...others]);
  const own = { loss: value.dataSync()[0], correct: batch.share === 0 ? 0 : correct.dataSync()[0] };
  correct.dispose();
  return { own, grads };
}

/**
 * Scores [n, classes] whose largest is at the label, of which a mixed image has two: the larger one's. The lowest index
 * of equals counts.
 */
export const countCorrect = (scores: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar =>
  scores.argMax(1).equal(labels).cast('int32').sum<tf.Scalar>();

const crossEntropy = (scores: tf.Tensor2D, batch: Batch, smoothing: number): tf.Scalar =>
  tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(answersOf(batch, scores.shape[1]), scores, undefined, smoothing);

/** [n, classes]: 1 at the label; shares of two classes for mixed images. */
function answersOf({ labels, mix }: Batch, classes: number): tf.Tensor {
  const answers = tf.oneHot(labels, classes).cast<tf.Tensor>('float32');
  if (mix === null) return answers;
  const shares = tf.tensor2d(mix.shares, [mix.shares.length, 1]);
  const partners = tf.oneHot(tf.tensor1d(mix.partnerLabels, 'int32'), classes).cast<tf.Tensor>('float32');
  return answers.mul(shares).add(partners.mul(tf.scalar(1).sub(shares)));
}

/** (1 − α)·answers + α·distillation loss. */
function distilled(
  answers: tf.Scalar,
  scores: tf.Tensor2D,
  { targets, settings }: { targets: tf.Tensor2D | undefined; settings: Recipe['distillation'] },
): tf.Scalar {
  if (targets === undefined || settings === null) return answers;
  const { temperature, weight } = settings;
  return answers.mul<tf.Scalar>(1 - weight).add(distillationLoss(scores, targets, temperature).mul(weight));
}

function penalty({ latents, others, recipe: { regularizers } }: Learner): tf.Tensor {
  const squares = (variables: readonly tf.Variable[]) => variables.map((variable) => variable.square().sum());
  const terms: tf.Tensor[] = [tf.scalar(0)];
  if (regularizers.bimodal > 0) {
    const numLatents = latents.reduce((sum, latent) => sum + latent.size, 0);
    terms.push(
      tf
        .scalar(numLatents)
        .sub(tf.addN([tf.scalar(0), ...squares(latents)]))
        .mul(regularizers.bimodal),
    );
  }
  const decay = (variables: readonly tf.Variable[], factor: number): void => {
    if (factor > 0) terms.push(tf.addN([tf.scalar(0), ...squares(variables)]).mul(factor / 2));
  };
  decay(latents, regularizers.l2Latents);
  decay(others, regularizers.l2);
  return tf.addN(terms);
}

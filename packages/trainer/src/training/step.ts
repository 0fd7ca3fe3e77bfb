// One step of training: loss, gradients, update.
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data/images';
import { KernelLayer } from '../layers';
import type { Moment, Optimizer } from '../optimizers';
import type { Recipe } from '../recipes';

/** What a step changes, and by which rules. */
export interface Learner {
  readonly model: tf.LayersModel;
  /** Latent weights of binary kernels. */
  readonly latents: readonly tf.Variable[];
  /** All other trainable weights. */
  readonly others: readonly tf.Variable[];
  readonly optimizer: Optimizer;
  readonly recipe: Pick<Recipe, 'labelSmoothing' | 'regularizers' | 'clipLatents'>;
}

export interface StepResult {
  /** Mean over the batch, regularisers included. Not finite: nothing was updated. */
  readonly loss: number;
  readonly correct: number;
}

/** Sorts a model's trainable weights into latent and other ones, each list in the order of the layers. */
export function sortWeights(model: tf.LayersModel): Pick<Learner, 'latents' | 'others'> {
  const kernels = new Set(model.layers.flatMap((layer) => (layer instanceof KernelLayer ? layer.latentWeights : [])));
  const variables = (weights: tf.LayerVariable[]) => weights.map((weight) => weight.read() as tf.Variable);
  const trainable = model.trainableWeights;
  return {
    latents: variables(trainable.filter((weight) => kernels.has(weight))),
    others: variables(trainable.filter((weight) => !kernels.has(weight))),
  };
}

/**
 * L = mean cross entropy of softmax(scores) with smoothed labels + bimodal·Σ_latents(1 − w²) + ½·l2·Σ_others w², then one update by the optimizer.
 *
 * The bimodal term is that of CNTK's example; its gradient −2·bimodal·w pushes latent weights away from 0, towards ±1.
 */
export function trainStep(learner: Learner, batch: Batch, moment: Moment): StepResult {
  return tf.tidy(() => {
    const { model, latents, others, optimizer, recipe } = learner;
    let correct!: tf.Scalar;
    const { value, grads } = tf.variableGrads(() => {
      const scores = model.apply(batch.images, { training: true }) as tf.Tensor2D;
      correct = tf.keep(countCorrect(scores, batch.labels));
      return crossEntropy(scores, batch.labels, recipe.labelSmoothing).add<tf.Scalar>(penalty(learner));
    }, [...latents, ...others]);
    const result = { loss: value.dataSync()[0], correct: correct.dataSync()[0] };
    correct.dispose();
    if (Number.isFinite(result.loss)) {
      optimizer.update(
        [...latents, ...others].map((variable) => grads[variable.name]),
        moment,
      );
      if (recipe.clipLatents) for (const latent of latents) latent.assign(latent.clipByValue(-1, 1));
    }
    return result;
  });
}

/** Scores [n, classes] whose largest stands at the label; the lowest index of equals counts. */
export const countCorrect = (scores: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar =>
  scores.argMax(1).equal(labels).cast('int32').sum<tf.Scalar>();

function crossEntropy(scores: tf.Tensor2D, labels: tf.Tensor1D, smoothing: number): tf.Tensor {
  return tf.losses.softmaxCrossEntropy(tf.oneHot(labels, scores.shape[1]), scores, undefined, smoothing);
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
  if (regularizers.l2 > 0) terms.push(tf.addN([tf.scalar(0), ...squares(others)]).mul(regularizers.l2 / 2));
  return tf.addN(terms);
}

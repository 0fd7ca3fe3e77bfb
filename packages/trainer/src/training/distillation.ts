// A trained network as the teacher of another.
import * as tf from '@tensorflow/tfjs';
import { userPath } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { loadModel } from '../model-files';
import type { DistillationSettings } from '../recipes/distillation';

export interface Teacher {
  /** Softmax of the teacher's scores at the recipe's temperature; images and targets: [N, h, w, c], [N, classes]. */
  targets(images: tf.Tensor4D): tf.Tensor2D;
}

/** What the student takes and gives, which the teacher must do too. */
interface Student {
  readonly inputs: readonly tf.SymbolicTensor[];
  readonly outputs: readonly tf.SymbolicTensor[];
}

/**
 * Loads the teacher. Throws E_SHAPE when it takes other images or gives other scores than the student, and what
 * loadModel throws.
 */
export async function loadTeacher({ teacher, temperature }: DistillationSettings, student: Student): Promise<Teacher> {
  const folder = userPath(teacher);
  const model = await loadModel(folder);
  const shapes = ({ inputs, outputs }: Student): string =>
    [inputs, outputs].map(([tensor]) => `[${tensor.shape.slice(1).join()}]`).join(' → ');
  if (shapes(model) !== shapes(student)) {
    throw new BitplaneError(
      'E_SHAPE',
      `teacher ${folder}: expected ${shapes(student)} as the student, got ${shapes(model)}`,
    );
  }
  return {
    targets: (images) =>
      tf.tidy(() => {
        const scores = model.apply(images, { training: false }) as tf.Tensor2D;
        return scores.div<tf.Tensor2D>(temperature).softmax();
      }),
  };
}

/**
 * T²·mean cross entropy of softmax(scores / T) with the teacher's targets; T² keeps the gradient's size when T changes.
 * Hinton et al., "Distilling the Knowledge in a Neural Network", arXiv:1503.02531, section 2.
 */
export const distillationLoss = (scores: tf.Tensor2D, targets: tf.Tensor2D, temperature: number): tf.Scalar =>
  tf.losses.softmaxCrossEntropy(targets, scores.div(temperature)).mul<tf.Scalar>(temperature ** 2);

// Puts a kernel or gradient of ours in the place of TensorFlow.js's, for every layer of the process.
import * as tf from '@tensorflow/tfjs';

type Inputs = Readonly<Record<string, tf.Tensor>>;
type Attributes = Readonly<Record<string, unknown>>;

/** A faster way to compute what a kernel of TensorFlow.js computes. */
export interface KernelOverride {
  readonly kernelName: string;
  /** null where it does not apply to these inputs: the original runs. */
  run(inputs: Inputs, attributes: Attributes): tf.Tensor | null;
}

/** How to compute the gradient to each input. */
export type Gradients = ReturnType<tf.GradConfig['gradFunc']>;

export interface GradientOverride {
  readonly kernelName: string;
  readonly inputsToSave: string[];
  readonly outputsToSave?: boolean[];
  /** null where it does not apply: the original runs, on the same saved tensors. */
  gradient(dy: tf.Tensor, saved: tf.Tensor[], attributes: Attributes): Gradients | null;
}

const BACKEND = 'tensorflow';
const overridden = new Set<string>();

/** Once for each kernel and process; TensorFlow.js's Node backend must be loaded. */
export function overrideKernel(override: KernelOverride): void {
  const { kernelName } = override;
  const original = tf.getKernel(kernelName, BACKEND);
  if (overridden.has(kernelName)) return;
  overridden.add(kernelName);
  tf.unregisterKernel(kernelName, BACKEND);
  tf.registerKernel({
    ...original,
    kernelFunc: (call) => override.run(call.inputs as unknown as Inputs, call.attrs ?? {}) ?? original.kernelFunc(call),
  });
}

const overriddenGradients = new Set<string>();

/** Once for each kernel and process. What the original saves must be what the override saves. */
export function overrideGradient(override: GradientOverride): void {
  const { kernelName, inputsToSave, outputsToSave } = override;
  const original = tf.getGradient(kernelName);
  if (overriddenGradients.has(kernelName)) return;
  overriddenGradients.add(kernelName);
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave,
    outputsToSave,
    gradFunc: (dy, saved, attributes) =>
      override.gradient(dy as tf.Tensor, saved, attributes) ?? original.gradFunc(dy, saved, attributes),
  });
}

// What every layer has to live through: both kinds of model, a step of training, a file.
import * as tf from '@tensorflow/tfjs';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { loadModel, saveModel } from '../model-files';
import { integers } from './twins';

const numbers = (tensor: tf.Tensor | tf.Tensor[]): number[] => [...(tensor as tf.Tensor).dataSync()];
const weightsOf = (model: tf.LayersModel): number[][] => model.getWeights().map(numbers);

/** A row of numbers; the stock flatten rejects what is one already. */
const flat = (): tf.layers.Layer => tf.layers.reshape({ targetShape: [null] });

/**
 * The layer between stock ones in a tf.sequential, and in a functional model where another branch reads the same input.
 */
function modelsWith(make: () => tf.layers.Layer, inputShape: number[]): tf.LayersModel[] {
  const input = tf.input({ shape: inputShape });
  const output = make().apply(input) as tf.SymbolicTensor;
  const ends = [input, output].map((end) => flat().apply(end) as tf.SymbolicTensor);
  const joined = tf.layers.concatenate().apply(ends) as tf.SymbolicTensor;
  return [
    tf.sequential({
      layers: [tf.layers.activation({ activation: 'linear', inputShape }), make(), flat()],
    }),
    tf.model({ inputs: input, outputs: joined }),
  ];
}

/** A step downhill on what every trainable weight changes; without any, the gradient to the input alone. */
function descend(model: tf.LayersModel, x: tf.Tensor): void {
  const loss = (of: tf.Tensor): tf.Scalar =>
    (model.apply(of, { training: true }) as tf.Tensor).sub(0.5).square().mean();
  tf.tidy(() => {
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    if (variables.length === 0) return void tf.grad(loss)(x);
    const { grads } = tf.variableGrads(() => loss(x), variables);
    for (const variable of variables) variable.assign(variable.sub(grads[variable.name].mul(0.05)));
  });
}

/**
 * Fails unless the layer, in both kinds of model: changes each trainable weight in a step, leaves no tensor behind, and
 * is saved and loaded with the same configuration and the same outputs.
 *
 * @param inputShape without the batch.
 */
export async function expectLife(make: () => tf.layers.Layer, inputShape: number[]): Promise<void> {
  // Quarters from −2 to 2: within every quantizer's window here, and on both sides of zero.
  const x = integers([3, ...inputShape] as [number, number, number, number], 5).div(4);
  for (const model of modelsWith(make, inputShape)) {
    const before = weightsOf(model);
    descend(model, x);
    const numTensors = tf.memory().numTensors;
    descend(model, x);
    expect(tf.memory().numTensors).toBe(numTensors);
    const after = weightsOf(model);
    model.weights.forEach(({ trainable }, i) => {
      if (trainable) expect(after[i]).not.toEqual(before[i]);
    });
    const folder = temporaryFolder();
    saveModel(model, folder);
    const loaded = await loadModel(folder);
    expect(loaded.layers.map((layer) => layer.getConfig())).toEqual(model.layers.map((layer) => layer.getConfig()));
    expect(numbers(loaded.predict(x))).toEqual(numbers(model.predict(x)));
  }
}

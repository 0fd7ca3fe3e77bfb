// What holds for every network of the list.
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { loadBackend } from '../backend';
import { loadModel, saveModel } from '../model-files';
import { float32Bytes } from '../saved-model';
import { summarize } from '../summary';
import { sortWeights } from '../training/step';
import { buildNetwork, NETWORKS, type NetworkStart } from '.';

const START: NetworkStart = { seed: 1, initialSlopes: 0.25, initialOutputScale: 0.05 };

/** Binary weights, binary and 8-bit multiply-adds, as the tables of docs/networks.md say. */
const COSTS: Readonly<Record<string, { weights: number; binaryMacs: number; integerMacs: number }>> = {
  reference: { weights: 222_464, binaryMacs: 23_825_664, integerMacs: 1_769_472 },
  'reference-plus': { weights: 222_464, binaryMacs: 23_825_664, integerMacs: 1_769_472 },
  'reference-2bit': { weights: 222_464, binaryMacs: 4 * 23_825_664, integerMacs: 1_769_472 },
  'binary-net': { weights: 14_018_560, binaryMacs: 613_427_200, integerMacs: 3_538_944 },
  'resnet-20': { weights: 267_264, binaryMacs: 40_108_032, integerMacs: 443_008 },
  'quicknet-small': { weights: 635_904, binaryMacs: 99_090_432, integerMacs: 886_016 },
  'vgg-small': { weights: 4_571_136, binaryMacs: 603_979_776, integerMacs: 3_620_864 },
};

let folder: string;
let batch: { images: tf.Tensor4D; labels: tf.Tensor1D };

beforeAll(async () => {
  await loadBackend();
  folder = temporaryFolder();
  batch = {
    images: tf.randomUniform<tf.Rank.R4>([4, 32, 32, 3], 0, 256, 'float32', 7).floor(),
    labels: tf.tensor1d([3, 1, 4, 5], 'int32'),
  };
});

/** One step of Adam on the batch; returns the loss before it. */
function step(model: tf.LayersModel, optimizer: tf.Optimizer): number {
  const loss = (): tf.Scalar => {
    const scores = model.apply(batch.images, { training: true }) as tf.Tensor2D;
    return tf.losses.softmaxCrossEntropy(tf.oneHot(batch.labels, scores.shape[1]), scores);
  };
  return tf.tidy(() => optimizer.minimize(loss, true)!.dataSync()[0]);
}

const bytes = (model: tf.LayersModel): Buffer => float32Bytes(model.getWeights());

test('every network of the list is examined here', () => {
  expect(Object.keys(COSTS)).toEqual(Object.keys(NETWORKS));
});

describe.each(Object.keys(NETWORKS))('%s', (network) => {
  test('costs what its table says, from bytes to ten scores', () => {
    const model = buildNetwork(network, START);
    expect([model.inputs[0].shape, model.outputs[0].shape]).toEqual([
      [null, 32, 32, 3],
      [null, 10],
    ]);
    const { binaryWeights, binaryMacs, integerMacs } = summarize(model).at(-1)!;
    expect({ weights: binaryWeights, binaryMacs, integerMacs }).toEqual(COSTS[network]);
    expect(sortWeights(model).latents.reduce((sum, latent) => sum + latent.size, 0)).toBe(binaryWeights);
  });

  test('learns from a few images, is saved, and answers the same when it is loaded', async () => {
    const model = buildNetwork(network, START);
    const optimizer = tf.train.adam(2e-3);
    const losses = Array.from({ length: 6 }, () => step(model, optimizer));
    expect(losses.at(-1)).toBeLessThan(losses[0]);
    saveModel(model, join(folder, network));
    const loaded = await loadModel(join(folder, network));
    const answers = (of: tf.LayersModel): number[] => [...(of.predict(batch.images) as tf.Tensor).dataSync()];
    expect(answers(loaded)).toEqual(answers(model));
  });

  test('has the same first weights by the same seed, others by another', () => {
    const first = bytes(buildNetwork(network, START));
    expect(bytes(buildNetwork(network, START)).equals(first)).toBe(true);
    expect(bytes(buildNetwork(network, { ...START, seed: 2 })).equals(first)).toBe(false);
  });

  test('takes images of another size, and as many classes as are asked for', () => {
    const model = buildNetwork(network, { ...START, inputShape: [48, 40, 1], numClasses: 7 });
    const scores = model.predict(tf.zeros([2, 48, 40, 1])) as tf.Tensor;
    expect(scores.shape).toEqual([2, 7]);
  });
});

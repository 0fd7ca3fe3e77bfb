import * as tf from '@tensorflow/tfjs';
import { loadBackend } from './backend';
import { BinaryConv2D } from './layers';
import { sortWeights } from './training/step';

test('with the library that the set-up installs, TensorFlow computes', async () => {
  const backend = await loadBackend();
  // Without the set-up the tests run in plain JavaScript; on a build machine that is a failure.
  expect(process.env.CI === undefined || backend.name === 'tensorflow').toBe(true);
  expect(backend.notice === null).toBe(backend.name === 'tensorflow');
  expect(tf.getBackend()).toBe(backend.name);
});

test('without it plain JavaScript computes, after a notice that names the way out, and a network still learns', async () => {
  jest.doMock('@tensorflow/tfjs-node', () => {
    throw new Error('the addon is not there');
  });
  const before = tf.getBackend();
  const backend = await loadBackend();
  expect(backend).toMatchObject({
    name: 'cpu',
    notice: expect.stringMatching(/addon is not there.*npm run setup/) as string,
  });

  const model = tf.sequential({ layers: [new BinaryConv2D({ filters: 2, kernelSize: 3, inputShape: [4, 4, 2] })] });
  const { latents } = sortWeights(model);
  const { grads } = tf.variableGrads(
    () => (model.apply(tf.ones([1, 4, 4, 2]), { training: true }) as tf.Tensor).square().sum<tf.Scalar>(),
    [...latents],
  );
  expect(grads[latents[0].name].abs().max().dataSync()[0]).toBeGreaterThan(0);
  await tf.setBackend(before);
});

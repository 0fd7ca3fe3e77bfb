import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { expectLife } from '../test-support/layer-life';
import { thrownBy } from '../test-support/thrown-by';
import { QuantizedActivation, QuantizedDepthwiseConv2D } from '.';

beforeAll(loadBackend);

const numbersOf = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

function trained(...batches: number[][]): { rangeOf: () => number[]; predict: (x: number[]) => number[] } {
  const model = tf.sequential({ layers: [new QuantizedActivation({ inputShape: [1] })] });
  const column = (x: number[]) => tf.tensor2d(x, [x.length, 1]);
  for (const batch of batches) model.apply(column(batch), { training: true });
  return {
    rangeOf: () => numbersOf(model.getWeights()[0]),
    predict: (x) => numbersOf(model.predict(column(x)) as tf.Tensor),
  };
}

test('the first batch gives the range, with 0 in it; later ones move it by a tenth', () => {
  expect(trained([3, 255]).rangeOf()).toEqual([0, 255]);
  expect(trained([-2, -8]).rangeOf()).toEqual([-8, 0]);
  const [low, high] = trained([0, 255], [-10, 155]).rangeOf();
  expect(low).toBeCloseTo(-1, 5);
  expect(high).toBeCloseTo(245, 4);
});

test('an evaluation rounds within the range, and leaves it', () => {
  const { predict, rangeOf } = trained([0, 255]);
  expect(predict([-4, 0.5, 1.5, 1000])).toEqual([0, 0, 2, 255]);
  expect(rangeOf()).toEqual([0, 255]);
});

test('lives in both kinds of model and in files', async () => {
  await expectLife(() => new QuantizedActivation(), [4, 5, 6]);
  await expectLife(() => new QuantizedDepthwiseConv2D({ kernelSize: 3, depthMultiplier: 2, strides: 2 }), [5, 4, 2]);
});

test('an 8-bit depthwise kernel has a scale for each filter of each channel', () => {
  const layer = new QuantizedDepthwiseConv2D({
    ...{ kernelSize: [1, 2], depthMultiplier: 2, padding: 'valid', useBias: false, inputShape: [1, 2, 2] },
  });
  const model = tf.sequential({ layers: [layer] });
  // Two channels of two filters: scales 1, 2, 4 and 8, and second weights that these round, halves to even.
  model.setWeights([tf.tensor4d([127, 254, -508, 1016, 2.5, 7, 3, -28.1], [1, 2, 2, 2])]);
  // The second pixel alone: of each filter what its second weight was rounded to.
  const y = numbersOf(model.predict(tf.tensor4d([0, 0, 1, 1], [1, 1, 2, 2])) as tf.Tensor);
  expect(y).toEqual([2, 8, 4, -32]);
  expect(layer.cost()).toEqual({ binaryMacs: 0, integerMacs: 8, floatMacs: 0, inputBits: 8, kernelBits: 8 });
});

test.each<[string, () => unknown, RegExp]>([
  [
    'an attribute',
    () => new QuantizedActivation({ bits: 4 } as never),
    /expected no attributes of its own, got "bits"$/,
  ],
  [
    'a number of bits other than 8',
    () => new QuantizedDepthwiseConv2D({ name: 'blur', kernelSize: 3, kernelBits: 4 as 8 }),
    /blur.*kernelBits/,
  ],
  [
    'a row of numbers',
    () => tf.sequential({ layers: [new QuantizedDepthwiseConv2D({ name: 'blur', kernelSize: 3, inputShape: [6] })] }),
    /blur: expected the input to be \[N, height, width, channels\]/,
  ],
  [
    'a multiplier of 0',
    () => new QuantizedDepthwiseConv2D({ name: 'blur', kernelSize: 3, depthMultiplier: 0 }),
    /blur.*depthMultiplier/,
  ],
])('%s that the layer cannot have is rejected', async (_, build, message) => {
  expect(await thrownBy(build)).toMatchObject({
    code: 'E_LAYER',
    message: expect.stringMatching(message) as string,
  });
});

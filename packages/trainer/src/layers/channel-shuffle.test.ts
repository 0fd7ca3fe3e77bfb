import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { expectLife } from '../test-support/layer-life';
import { thrownBy } from '../test-support/thrown-by';
import { integers } from '../test-support/twins';
import { ChannelShuffle } from '.';

beforeAll(loadBackend);

const shuffled = (x: tf.Tensor, groups: number): number[] => [
  ...(new ChannelShuffle({ groups }).apply(x) as tf.Tensor).dataSync(),
];

test('the channels of groups take turns, in each pixel of each image', () => {
  const x = integers<tf.Rank.R4>([2, 3, 2, 12], 1);
  const before = [...x.dataSync()];
  for (const groups of [1, 2, 3, 4, 6, 12]) {
    const expected = before.map((_, k) => {
      const c = k % 12;
      return before[k - c + (c % groups) * (12 / groups) + Math.floor(c / groups)];
    });
    expect(shuffled(x, groups)).toEqual(expected);
  }
});

test('the gradient of a channel goes back to where it came from', () => {
  const layer = new ChannelShuffle({ groups: 2 });
  const weights = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 1, 1, 6]);
  const dx = tf.grad((x) => (layer.apply(x) as tf.Tensor).mul(weights).sum())(tf.zeros([1, 1, 1, 6]));
  expect([...dx.dataSync()]).toEqual([1, 3, 5, 2, 4, 6]);
});

test('lives in both kinds of model and in files', async () => {
  await expectLife(() => new ChannelShuffle({ groups: 3 }), [4, 5, 6]);
});

test.each<[string, () => unknown, RegExp]>([
  ['no groups', () => new ChannelShuffle({ name: 'mix', groups: 0 }), /^mix: expected groups to be a positive integer/],
  ['half a group', () => new ChannelShuffle({ name: 'mix', groups: 1.5 }), /^mix: expected groups .*got 1.5$/],
  ['a misspelt attribute', () => new ChannelShuffle({ groups: 2, group: 2 } as never), /did you mean "groups"\?$/],
  [
    'groups that do not divide the channels',
    () => tf.sequential({ layers: [new ChannelShuffle({ name: 'mix', groups: 4, inputShape: [2, 2, 6] })] }),
    /^mix: expected groups to be a divisor of 6 channels, got 4$/,
  ],
])('%s are rejected with the layer’s name', async (_, build, message) => {
  expect(await thrownBy(build)).toMatchObject({
    code: 'E_LAYER',
    message: expect.stringMatching(message) as string,
  });
});

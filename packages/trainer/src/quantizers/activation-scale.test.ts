import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { randomFor } from '@bitplane/model';
import { NORMAL_SCALES } from './activation-scale';
import { LayerQuantizer } from './layer-quantizer';
import { residualSign } from './residual-sign';
import { residualWithScales } from './residual';

beforeAll(loadBackend);

function residualInput(scale: string, bits = 2): { quantizer: LayerQuantizer; variables: tf.LayerVariable[] } {
  const quantizer = new LayerQuantizer({ name: 'residual-sign', bits, scale }, { role: 'input', where: 'conv' });
  const variables: tf.LayerVariable[] = [];
  quantizer.build([4], (name, length, trainable) => {
    variables.push(new tf.LayerVariable(tf.zeros([length]), 'float32', name, trainable));
    return variables[variables.length - 1];
  });
  return { quantizer, variables };
}

const x = () => tf.tensor2d([[3, -1, 1, -3]]);
const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

test('the first scales are those of a standard normal', () => {
  const random = randomFor(11);
  // Box–Muller. 200,000 numbers: the standard error of mean|r_1| is 0.0014, of the others less; five of them are
  // allowed.
  const normal = Float32Array.from(
    { length: 200_000 },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
  let rest = tf.tensor1d(normal) as tf.Tensor;
  for (const scale of NORMAL_SCALES) {
    const bit = residualSign(rest, 1);
    expect(Math.abs(bit.abs().max().dataSync()[0] - scale)).toBeLessThan(0.007);
    rest = rest.sub(bit);
  }
});

test('live scales come from the tensor at hand, in training and after', () => {
  const { quantizer, variables } = residualInput('live');
  expect(variables).toEqual([]);
  expect(numbers(quantizer.apply(x(), true))).toEqual([3, -1, 1, -3]);
  expect(numbers(quantizer.apply(x(), false))).toEqual([3, -1, 1, -3]);
});

test('frozen scales follow the tensors of training, and hold afterwards', () => {
  const { quantizer, variables } = residualInput('frozen');
  expect(variables.map(({ trainable, originalName }) => [originalName, trainable])).toEqual([['input_scale', false]]);
  for (let step = 0; step < 300; step++) tf.tidy(() => quantizer.apply(x(), true));
  const [first, second] = numbers(variables[0].read());
  // 0.9^300 of the first values is left, far below float32; the sum of a running mean rounds to a few units in the last
  // place.
  expect(first).toBeCloseTo(2, 5);
  expect(second).toBeCloseTo(1, 5);
  expect(numbers(quantizer.apply(x().mul(10), false)).map((value) => Math.round(value))).toEqual([3, -3, 3, -3]);
  expect(numbers(variables[0].read())).toEqual([first, second]);
});

test('learned scales get the sum of the bits as their gradient', () => {
  const { variables } = residualInput('learned');
  expect(variables.map(({ trainable }) => trainable)).toEqual([true]);
  const dy = tf.tensor2d([[1, 2, 3, 4]]);
  const gradient = tf.grad((scales) => residualWithScales(x(), scales, { numPlanes: 2 }).mul(dy).sum());
  // b_1 = + − + −, b_2 = + + − −.
  expect(numbers(gradient(tf.tensor1d([2, 1])))).toEqual([1 - 2 + 3 - 4, 1 + 2 - 3 - 4]);
});

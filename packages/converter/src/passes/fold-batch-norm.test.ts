import type { BatchNorm, Model } from '@bitplane/model';
import { foldBatchNorm } from './fold-batch-norm';

const norm: BatchNorm = {
  kind: 'batch-norm',
  name: 'norm',
  inputs: ['input'],
  gamma: Float64Array.of(2, -0.3, 0),
  beta: Float64Array.of(1, 0.1, -4),
  mean: Float64Array.of(5, 0.7, 2),
  variance: Float64Array.of(3.99, 0.2, 1),
  epsilon: 0.01,
};
const model: Model = { name: 'one', input: { height: 1, width: 1, channels: 3 }, layers: [norm] };

test('scale and offset are those of the formula, in float64', () => {
  expect(foldBatchNorm(model).layers).toEqual([
    {
      kind: 'affine',
      name: 'norm',
      inputs: ['input'],
      element: 'float64',
      scale: Float64Array.of(2 / Math.sqrt(3.99 + 0.01), -0.3 / Math.sqrt(0.2 + 0.01), 0),
      offset: Float64Array.of(1 - 5 * (2 / Math.sqrt(3.99 + 0.01)), 0.1 - 0.7 * (-0.3 / Math.sqrt(0.2 + 0.01)), -4),
    },
  ]);
});

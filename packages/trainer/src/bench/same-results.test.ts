import { compareTrials, requireSameLoss, type TrialResult } from './same-results';

const WEIGHTS = new Map([
  [3, 'conv2/kernel'],
  [5, 'norm2/beta'],
]);

const trial = (losses: number[], kernel: number[], beta: number[]): TrialResult => ({
  losses,
  gradients: new Map([
    [3, Float32Array.from(kernel)],
    [5, Float32Array.from(beta)],
  ]),
});

const A = trial([2.3, 2.1], [0.5, -0.25], [0, 0]);

test('roundings, and gradients of zeros, are the same', () => {
  const b = trial([2.3001, 2.105], [0.500001, -0.25], [0, 0]);
  expect(compareTrials(A, b, WEIGHTS).tolerances).toBeLessThan(1);
});

test('a factor that a gradient lacks is not, and names the weight', () => {
  const difference = compareTrials(A, trial([2.3, 2.1], [0.45, -0.225], [0, 0]), WEIGHTS);
  expect(difference.tolerances).toBeCloseTo(10);
  expect(difference.text).toBe('gradients of conv2/kernel that are 10.0 % apart');
});

test('a gradient that is 0 but for roundings may be anything as small; one of only one program is too far', () => {
  const apart = (value: number, name = 'norm2/beta') =>
    compareTrials(A, trial([2.3, 2.1], [0.5, -0.25], [0, value]), new Map([...WEIGHTS, [5, name]]));
  expect(apart(1e-7).tolerances).toBeLessThan(1);
  expect(apart(1e-6).tolerances).toBeGreaterThan(1);
  // A batch norm after the convolution leaves of its bias what roundings are in the same sums as the kernel's.
  expect(apart(1e-6, 'conv2/bias').tolerances).toBeLessThan(1);
  expect(apart(1e-3, 'conv2/bias').tolerances).toBeGreaterThan(1);
  expect(apart(1e-3)).toMatchObject({ text: expect.stringContaining('norm2/beta') as string });
});

test('a loss after the first update counts too', () => {
  const { tolerances, text } = compareTrials(A, trial([2.3, 2.2], [0.5, -0.25], [0, 0]), WEIGHTS);
  expect(tolerances).toBeCloseTo(5);
  expect(text).toBe('losses of 2.1 and 2.2 before step 2');
});

test('numbers that are not finite never agree', () => {
  expect(compareTrials(A, trial([2.3, NaN], [0.5, -0.25], [0, 0]), WEIGHTS).tolerances).toBe(Infinity);
  expect(compareTrials(A, trial([2.3, 2.1], [0.5, NaN], [0, 0]), WEIGHTS).tolerances).toBe(Infinity);
});

test('losses of the whole batch that are far apart are an error with their programs', () => {
  requireSameLoss({ plain: 3.05, PyTorch: 3.08 });
  expect(() => requireSameLoss({ plain: 3.05, PyTorch: 3.5 })).toThrow('got 3.05 in plain, 3.5 in PyTorch');
});

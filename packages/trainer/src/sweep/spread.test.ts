import { spreadOf } from './spread';

test('mean, standard deviation of the sample, and range', () => {
  expect(spreadOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, standardDeviation: Math.sqrt(32 / 7), min: 2, max: 9 });
});

test('one value has no deviation, and no values have nothing', () => {
  expect(spreadOf([0.5])).toEqual({ mean: 0.5, standardDeviation: null, min: 0.5, max: 0.5 });
  expect(spreadOf([])).toBeNull();
});

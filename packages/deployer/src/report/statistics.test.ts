import { summarizeTimes } from './statistics';

test('takes the middle of an odd number of times', () => {
  expect(summarizeTimes([5, 1, 3])).toEqual({ median_ns: 3, p95_ns: 5, min_ns: 1 });
});

test('takes the mean of the middle two of an even number', () => {
  expect(summarizeTimes([4, 1, 3, 2]).median_ns).toBe(2.5);
});

test('takes number 95 of 100 and number 19 of 20', () => {
  expect(summarizeTimes(Array.from({ length: 100 }, (_, i) => i + 1)).p95_ns).toBe(95);
  expect(summarizeTimes(Array.from({ length: 20 }, (_, i) => i + 1)).p95_ns).toBe(19);
});

test('is right for one time, and rejects none', () => {
  expect(summarizeTimes([7])).toEqual({ median_ns: 7, p95_ns: 7, min_ns: 7 });
  expect(() => summarizeTimes([])).toThrow('at least one time');
});

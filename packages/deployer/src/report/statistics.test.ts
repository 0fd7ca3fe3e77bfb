import { summarizeRounds, summarizeTimes } from './statistics';

test('takes the middle of an odd number of times', () => {
  expect(summarizeTimes([5, 1, 3])).toEqual({ median_ns: 3, p5_ns: 1, p95_ns: 5, min_ns: 1 });
});

test('takes the mean of the middle two of an even number', () => {
  expect(summarizeTimes([4, 1, 3, 2]).median_ns).toBe(2.5);
});

test('takes numbers 5 and 95 of 100, 1 and 19 of 20', () => {
  const upTo = (length: number) => Array.from({ length }, (_, i) => i + 1);
  expect(summarizeTimes(upTo(100))).toMatchObject({ p5_ns: 5, p95_ns: 95 });
  expect(summarizeTimes(upTo(20))).toMatchObject({ p5_ns: 1, p95_ns: 19 });
});

test('is right for one time, and rejects none', () => {
  expect(summarizeTimes([7])).toEqual({ median_ns: 7, p5_ns: 7, p95_ns: 7, min_ns: 7 });
  expect(() => summarizeTimes([])).toThrow('at least one time');
});

test('keeps the median of each round beside those of all times', () => {
  expect(summarizeRounds([[1, 2, 9], [4], [5, 6]])).toEqual({
    ...{ median_ns: 4.5, p5_ns: 1, p95_ns: 9, min_ns: 1 },
    round_medians_ns: [2, 4, 5.5],
  });
  expect(() => summarizeRounds([])).toThrow('at least one time');
});

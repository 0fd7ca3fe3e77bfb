import { quantilesOf, time } from './timing';

test('quantiles are values that were measured', () => {
  const samples = Array.from({ length: 101 }, (_, k) => 100 - k);
  expect(quantilesOf(samples)).toEqual({ p5: 5, median: 50, p95: 95 });
  expect(quantilesOf([7])).toEqual({ p5: 7, median: 7, p95: 7 });
});

test('a sample of a fast run has many of them, and the times are of one', async () => {
  let count = 0;
  const times = await time(
    () => void count++,
    () => false,
  );
  expect(times!.runs).toBeGreaterThan(10);
  expect(count).toBe(1 + times!.samples * times!.runs);
  expect(times!.median).toBeLessThan(1);
});

test('stops when it is told to', async () => {
  expect(
    await time(
      () => undefined,
      () => true,
    ),
  ).toBeNull();
});

test('a slow run has few samples, each of one run', async () => {
  let now = 0;
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
  const slow = (ms: number) =>
    time(
      () => void (now += ms),
      () => false,
    );
  expect(await slow(100)).toEqual({ median: 100, p5: 100, p95: 100, samples: 5, runs: 1 });
  expect(await slow(2000)).toEqual({ median: 2000, p5: 2000, p95: 2000, samples: 2, runs: 1 });
  expect(await slow(10_000)).toEqual({ median: 10_000, p5: 10_000, p95: 10_000, samples: 1, runs: 1 });
  clock.mockRestore();
});

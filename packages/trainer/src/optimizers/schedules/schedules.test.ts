import { factorAt, scheduleSchema, type Schedule } from '.';

const at = (schedule: Schedule, ...progress: number[]): number[] => progress.map((share) => factorAt(schedule, share));

test('warm-up rises from 0 to 1, the cosine falls from there to 0', () => {
  const factors = at({ kind: 'cosine', warmUpShare: 0.25 }, 0, 0.125, 0.25, 0.625, 1);
  [0, 0.5, 1, 0.5, 0].forEach((expected, i) => expect(factors[i]).toBeCloseTo(expected, 12));
});

test('steps hold for their share of the run; a warm-up lies over the first', () => {
  const phases = [
    { share: 0.5, factor: 1 },
    { share: 0.5, factor: 0.1 },
  ];
  expect(at({ kind: 'step', warmUpShare: 0, phases }, 0, 0.49, 0.5, 1)).toEqual([1, 1, 0.1, 0.1]);
  expect(at({ kind: 'step', warmUpShare: 0.2, phases }, 0.1, 0.2, 0.6)).toEqual([0.5, 1, 0.1]);
});

test('a constant stays', () => {
  expect(at({ kind: 'constant', warmUpShare: 0 }, 0, 0.5, 1)).toEqual([1, 1, 1]);
});

test('phases that do not fill the run are rejected', () => {
  const phases = [{ share: 0.5, factor: 1 }];
  expect(scheduleSchema.safeParse({ kind: 'step', warmUpShare: 0, phases }).success).toBe(false);
});

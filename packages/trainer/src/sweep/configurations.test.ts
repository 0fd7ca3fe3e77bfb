import { errorLike } from '@bitplane/cli/test-support';
import { listConfigurations } from './configurations';
import { specSchema, type Spec } from './spec';

const specOf = (changes: object): Spec => specSchema.parse({ network: 'reference', recipe: 'quickstart', ...changes });
const list = (changes: object) => listConfigurations(specOf(changes));
const draw = (count: number, settings: object, seed = 1) => list({ random: { count, seed, settings } });

test('a grid has all combinations, the last setting changing fastest', () => {
  const all = list({ grid: { 'optimizer.peakRate': [0.1, 0.2], epochs: [1, 2, 3] } });
  expect(all.map(({ number, settings }) => [number, ...Object.values(settings)])).toEqual([
    [1, 0.1, 1],
    [2, 0.1, 2],
    [3, 0.1, 3],
    [4, 0.2, 1],
    [5, 0.2, 2],
    [6, 0.2, 3],
  ]);
  expect(all[5].recipe).toMatchObject({ epochs: 3, optimizer: { peakRate: 0.2 } });
});

test('settings of all runs come before those that vary', () => {
  const [one] = list({ set: { epochs: 9, batchSize: 7 }, grid: { epochs: [2] } });
  expect(one.recipe).toMatchObject({ epochs: 2, batchSize: 7 });
});

test('a setting can be a whole part of a recipe', () => {
  const schedule = { kind: 'constant', warmUpShare: 0 };
  const [one] = list({ grid: { 'optimizer.schedule': [schedule] } });
  expect(one.recipe?.optimizer).toMatchObject({ schedule });
});

test('equal seeds draw equal settings, others others, and a larger count only adds some', () => {
  const settings = { 'optimizer.peakRate': { logUniform: [1e-4, 1e-1] }, batchSize: { integer: [8, 64] } };
  const five = draw(5, settings);
  expect(draw(5, settings)).toEqual(five);
  expect(draw(9, settings).slice(0, 5)).toEqual(five);
  expect(draw(5, settings, 2)).not.toEqual(five);
});

test('drawn numbers are in their ranges, have four digits, and spread as their domain says', () => {
  const all = draw(400, {
    'optimizer.peakRate': { logUniform: [1e-4, 1] },
    labelSmoothing: { uniform: [0.25, 0.5] },
    batchSize: { integer: [3, 6] },
    clipLatents: { choice: [true, false] },
  }).map(({ settings }) => settings as Record<string, number>);
  const share = (test: (settings: Record<string, number>) => boolean): number => all.filter(test).length / all.length;
  for (const { 'optimizer.peakRate': rate, labelSmoothing, batchSize } of all) {
    expect(rate).toBeGreaterThanOrEqual(1e-4);
    expect(rate).toBeLessThanOrEqual(1);
    expect(rate).toBe(Number(rate.toPrecision(4)));
    expect(labelSmoothing).toBeGreaterThanOrEqual(0.25);
    expect(labelSmoothing).toBeLessThanOrEqual(0.5);
    expect([3, 4, 5, 6]).toContain(batchSize);
  }
  expect(share(({ 'optimizer.peakRate': rate }) => rate < 0.01)).toBeCloseTo(0.5, 1);
  expect(share(({ labelSmoothing }) => labelSmoothing < 0.375)).toBeCloseTo(0.5, 1);
  for (const size of [3, 6]) expect(share(({ batchSize }) => batchSize === size)).toBeCloseTo(0.25, 1);
  expect(share(({ clipLatents }) => Boolean(clipLatents))).toBeCloseTo(0.5, 1);
});

test('no configuration is drawn twice, and more than there are is rejected', () => {
  const settings = { batchSize: { integer: [1, 3] }, clipLatents: { choice: [true, false] } };
  expect(new Set(draw(6, settings).map(({ settings: each }) => JSON.stringify(each))).size).toBe(6);
  expect(() => draw(7, settings)).toThrow(errorLike('E_USAGE', /random\.count: .* there are 6, got 7/));
});

test('a setting that cannot be trained is kept with its reason, beside those that can', () => {
  const [bad, good] = list({ grid: { labelSmoothing: [1.5, 0.1] } });
  expect(bad).toMatchObject({
    number: 1,
    recipe: null,
    reason: expect.stringMatching(/labelSmoothing: .*1\.5/) as string,
  });
  expect(good).toMatchObject({ number: 2, reason: null });
});

test('settings of which none can be trained are rejected, with the reason of the first', () => {
  const misspelt = { grid: { 'optimizer.peekRate': [0.1, 0.2] } };
  expect(() => list(misspelt)).toThrow(
    errorLike('E_USAGE', /no configuration can be trained; .*optimizer\.peekRate.*did you mean "peakRate"/),
  );
});

test('a value that is listed twice is rejected', () => {
  expect(() => list({ grid: { epochs: [1, 2, 1] } })).toThrow(
    errorLike('E_USAGE', /grid\.epochs: .* 1 twice: .*seeds/),
  );
});

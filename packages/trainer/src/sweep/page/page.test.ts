import { commandsFor, chooseBest } from '../best-run';
import { listConfigurations } from '../configurations';
import { decide, type Contender } from '../halving';
import { configurationResults, type SweepResults } from '../results';
import { specSchema } from '../spec';
import type { Sweep } from '../sweep';
import { sweepTable } from '../table';
import { sweepPage } from './page';

const HOSTILE = '</script><img src=x>';

/** Two configurations at their end, one that was stopped, one that failed. */
function finished(): { results: SweepResults; sweep: Sweep } {
  const spec = specSchema.parse({
    ...{ network: 'reference', recipe: 'quickstart', set: { epochs: 2 }, seeds: 2 },
    grid: { 'optimizer.peakRate': [0.1, 0.2, 0.001, 0.002] },
    halving: { rungs: [1], eta: 2 },
  });
  const configurations = listConfigurations(spec);
  const options = { network: 'reference', validation: 10, data: 'my photos' };
  const sweep: Sweep = {
    options,
    configurations,
    seeds: [1, 2],
    halving: spec.halving!,
    measuresTest: false,
    identity: {},
  };
  const accuracies = [[0.3, 0.5], [0.4, 0.6], [0.1], []];
  const contenders = accuracies.map((each, k): Contender => {
    const failure = k === 3 ? HOSTILE : null;
    const run = { isStarted: true, accuracies: each, isFinished: each.length === 2, failure };
    return { epochs: 2, runs: [run, { ...run, accuracies: each.map((accuracy) => accuracy - 0.1) }] };
  });
  const all = configurationResults(sweep, contenders, decide(contenders, sweep.halving));
  return {
    results: {
      ...{ schema: 'bitplane-sweep/1', isComplete: true, sweep: {} },
      ...{ configurations: all, best: chooseBest(all) },
    },
    sweep,
  };
}

test('the best come first, with accuracy, deviation, range and what became of them', () => {
  const { results } = finished();
  const rows = sweepTable(results.configurations).split('\n').slice(3);
  expect(rows[0]).toMatch(/│ 2 │ +0\.2 │ +2\/2 │ +55\.00 % │ +7\.07 % │ 50\.00 % … 60\.00 % │ finished +│/);
  expect(rows[1]).toMatch(/│ 1 │ +0\.1 │ +2\/2 │ +45\.00 % │/);
  expect(rows[2]).toMatch(/│ 3 │ +0\.001 │ +1\/2 │ +5\.00 % │.* stopped early │/);
  expect(rows[3]).toMatch(/│ 4 │ +0\.002 │ +0\/2 │ +│ +│ +│ failed +│/);
  expect(rows.at(-1)).toBe(`#4 failed: ${HOSTILE}`);
});

test('the best run is the more accurate one of the best configuration, with commands that go on with it', () => {
  const { results, sweep } = finished();
  expect(results.best).toEqual({ configuration: 2, seed: 1, folder: 'runs/2/seed-1' });
  expect(commandsFor(results.best!, sweep, '/out').map(([, command]) => command)).toEqual([
    `npx nx run trainer:evaluate --network reference --model /out/runs/2/seed-1 --data 'my photos'`,
    `npx nx run trainer:train --network reference --recipe /out/runs/2/seed-1/recipe.json --seed 1 --out /out/reference-all-images --data 'my photos'`,
  ]);
});

test('the page has the accuracies unrounded, a chart per setting, and fetches nothing', () => {
  const { results, sweep } = finished();
  const page = sweepPage(results, sweep, commandsFor(results.best!, sweep, '/out'));
  const [own] = page.split('<script>');
  expect(own).toContain("default-src 'none'");
  expect(/<img\b/.test(own)).toBe(false);
  expect(own).toContain('&lt;/script&gt;&lt;img src=x&gt;');
  const [, json] = /id="chart-data">(.*?)<\/script>/s.exec(page) ?? [];
  const charts = JSON.parse(json) as { id: string; option: { series: { name?: string; data: object[] }[] } }[];
  expect(charts.map(({ id }) => id)).toEqual(['curves', 'setting-0']);
  expect(charts[0].option.series.map(({ name }) => name)).toEqual(['#2', '#1', '#3']);
  expect(charts[1].option.series[0].data).toHaveLength(3);
  expect(
    [...own.matchAll(/<td class="number" data-value="(0\.\d+)">\d+\.\d+ %/g)].map(([, value]) => Number(value)),
  ).toEqual(
    results.configurations.flatMap(({ accuracy }) =>
      accuracy === null ? [] : [accuracy.mean, accuracy.standardDeviation, accuracy.max - accuracy.min],
    ),
  );
});

test('a sweep at its start has a page too', () => {
  const { results, sweep } = finished();
  const configurations = results.configurations.map((each) => ({
    ...each,
    ...{ state: 'ahead' as const, epochs: 0, accuracy: null, reason: null },
    runs: each.runs.map((run) => ({ ...run, accuracies: [] })),
  }));
  const page = sweepPage({ ...results, isComplete: false, configurations, best: null }, sweep, []);
  expect(page).toContain('not all runs are at their end');
});

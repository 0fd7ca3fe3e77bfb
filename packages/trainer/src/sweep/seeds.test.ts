// `train --seeds` by the command line, on the committed slice of real images.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { SLICE, start, tinyNetwork, TRAINER, type Ended } from '../test-support/ranks';
import type { SeedsResults } from './seeds-results';

let folder: string;
let network: string;
beforeAll(() => {
  folder = temporaryFolder();
  network = tinyNetwork();
});

const run = (...words: string[]): Promise<Ended> => start(process.execPath, [TRAINER, ...words]).ended;
const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');

test('a run per seed is trained, and is the run of that seed alone; the table says mean, deviation and range', async () => {
  const words = ['train', '--network', network, '--recipe', 'quickstart', '--data', SLICE, '--limit', '120'];
  const out = join(folder, 'seeds');
  const given = [...words, '--validation', '40', '--seed', '5', '--seeds', '3', '--out', out];
  const ended = await start(process.execPath, [TRAINER, ...given]).ended;
  expect(ended).toMatchObject({ code: 0 });
  const { runs, validation, test } = JSON.parse(read('seeds/seeds.json')) as SeedsResults;
  expect(runs.map(({ seed, folder: own }) => [seed, own])).toEqual([5, 6, 7].map((seed) => [seed, `seed-${seed}`]));
  const measured = runs.map(({ testAccuracy }) => testAccuracy!);
  expect(test?.mean).toBeCloseTo((measured[0] + measured[1] + measured[2]) / 3, 12);
  expect(test).toMatchObject({ min: Math.min(...measured), max: Math.max(...measured) });
  expect(validation?.standardDeviation).toBeGreaterThan(0);
  expect(ended.stdout).toContain(`│ mean `);
  expect(ended.stdout).toContain(`${(100 * test!.mean).toFixed(2)} %`);

  const single = [...words, '--validation', '40', '--seed', '6', '--threads', '1', '--out', join(folder, 'single')];
  expect(await start(process.execPath, [TRAINER, ...single]).ended).toMatchObject({ code: 0 });
  const weights = (name: string): Buffer => readFileSync(join(folder, name, 'weights.bin'));
  expect(weights('seeds/seed-6').equals(weights('single'))).toBe(true);
  const evaluated = await start(process.execPath, [
    ...[TRAINER, 'evaluate', '--network', network, '--model', join(folder, 'single'), '--data', SLICE],
  ]).ended;
  expect(evaluated.stdout).toContain(`accuracy: ${(100 * measured[1]).toFixed(2)} %`);
});

test('the same command continues what is there, other settings are rejected, and --overwrite starts over', async () => {
  const words = ['train', '--network', network, '--recipe', 'quickstart', '--data', SLICE, '--limit', '40'];
  const out = join(folder, 'again');
  expect((await run(...words, '--seeds', '2', '--out', out)).code).toBe(0);
  const again = await run(...words, '--seeds', '2', '--out', out);
  expect([again.code, again.stderr.includes('trained after')]).toEqual([0, false]);
  const other = await run(...words, '--seeds', '2', '--epochs', '2', '--out', out);
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(/has a sweep with recipe\.\w+ .*--overwrite/);
  expect((await run(...words, '--seeds', '1', '--overwrite', '--out', out)).code).toBe(0);
  expect([1, 2].map((seed) => existsSync(join(out, `seed-${seed}`)))).toEqual([true, false]);
  expect(JSON.parse(read('again/seeds.json'))).toMatchObject({ validation: null, test: { standardDeviation: null } });
});

test('a seed that fails is listed; all of them failing is an error', async () => {
  const words = ['train', '--network', network, '--recipe', 'quickstart', '--data', SLICE, '--limit', '120'];
  const hopeless = ['--set', 'optimizer.peakRate=1e30', '--batch-size', '8', '--seeds', '2'];
  const { code, stdout, stderr } = await run(...words, ...hopeless, '--out', join(folder, 'hopeless'));
  expect(code).toBe(1);
  expect(stdout).toMatch(/seed 1 failed: the loss became NaN[^]*seed 2 failed: the loss became NaN/);
  expect(stderr).toMatch(/error \(E_TRAINING\): all 2 runs failed; the first one: the loss became NaN/);
});

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { onRanks, SLICE, start, tinyNetwork, TRAINER, type Running } from '../../test-support/ranks';
import { exchangeTable, type ExchangeRecord } from './table';

jest.setTimeout(300_000);

const bench = (words: readonly string[]): Running =>
  start(process.execPath, [TRAINER, 'bench-exchanges', '--data', SLICE, ...words]);

onRanks('runs each exchange once, continues what was interrupted, and ends with a table', async () => {
  const out = temporaryFolder();
  const words = ['--network', tinyNetwork(), '--out', out, '--epochs', '8', '--sync-every', '3'];
  const only = ['--only', 'plus-full,plus-local-3'];
  const first = bench([...words, ...only]);
  // Of the second run.
  await first.says(/(epoch 2\/8[^]*){2}/);
  const finished = statSync(join(out, 'plus-full', 'run.json')).mtimeMs;
  first.child.kill('SIGINT');
  const { code, stderr } = await first.ended;
  expect([code, stderr]).toEqual([130, expect.stringMatching(/error \(E_INTERRUPTED\): run plus-local-3/)]);
  expect(existsSync(join(out, 'plus-local-3', 'run.json'))).toBe(false);

  const second = await bench([...words, ...only]).ended;
  expect([second.code, second.stdout]).toEqual([0, expect.stringMatching(/plus-full: is there already/)]);
  expect(second.stdout).toMatch(/plus-local-3: continue/);
  expect(statSync(join(out, 'plus-full', 'run.json')).mtimeMs).toBe(finished);
  const record = JSON.parse(readFileSync(join(out, 'exchanges.json'), 'utf8')) as ExchangeRecord;
  expect(record.results.map(({ name, syncEvery, images }) => [name, syncEvery, images])).toEqual([
    ['plus-full', null, expect.any(Number)],
    ['plus-local-3', 3, expect.any(Number)],
  ]);
  expect(readFileSync(join(out, 'exchanges.md'), 'utf8')).toMatch(
    /\| plus \| full \| {2}\| [\d.]+ \| 0\.00 \| 3,920 \|/,
  );

  for (const changed of [
    ['--epochs', '9'],
    ['--ranks', '3'],
  ]) {
    const other = await bench([...words, ...only, ...changed]).ended;
    const message = expect.stringMatching(/plus-full contains a run with other settings/) as string;
    expect([other.code, other.stderr]).toEqual([2, message]);
  }
});

test('the table has differences from the same recipe with full', () => {
  const result = { recipe: 'plus', images: 1000, seconds: 1 };
  const page = exchangeTable({
    schema: 'bitplane-exchanges/1',
    ...{ network: 'reference-plus', epochs: 10, ranks: 2, seed: 1, commit: null },
    results: [
      { ...result, name: 'plus-full', exchange: 'full', syncEvery: null, accuracy: 0.75, sentPerStep: 903_032 },
      { ...result, name: 'plus-local-8', exchange: 'local', syncEvery: 8, accuracy: 0.747, sentPerStep: 113_000 },
    ],
  });
  expect(page).toContain('| plus | full |  | 75.00 | 0.00 | 903,032 | 100.0 % |');
  expect(page).toContain('| plus | local | 8 | 74.70 | −0.30 | 113,000 | 12.5 % |');
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { onHosts } from '../../test-support/hosts';
import { onRanks, SLICE, start, tinyNetwork, TRAINER, type Ended } from '../../test-support/ranks';
import { runTrainer } from '../../commands';
import { thrownBy } from '../../test-support/thrown-by';
import { ranksPage, ratioOf, type RanksRecord } from './report';

jest.setTimeout(300_000);

const QUICK = ['--data', SLICE, '--rounds', '1', '--warm-up', '2', '--steps', '4'];

const bench = (words: readonly string[]): Promise<Ended> =>
  start(process.execPath, [TRAINER, 'bench-ranks', ...QUICK, ...words]).ended;

const recordIn = (folder: string, name: string): RanksRecord =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as RanksRecord;

onRanks('measures one process and two ranks, and writes what it found', async () => {
  const out = temporaryFolder();
  const { code, stderr } = await bench(['--network', tinyNetwork(), '--exchange', 'full,one-bit-adam', '--out', out]);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  const record = recordIn(out, 'ranks');
  expect(record.results.map(({ ranks, exchange }) => [ranks, exchange])).toEqual([
    ...[1, 1].map((ranks) => [ranks, 'none']),
    ...[1, 2].map(() => [2, 'full']),
    ...[1, 2].map(() => [2, 'one-bit-adam']),
  ]);
  const [alone, , full, , oneBit] = record.results.map(({ samples }) => samples[0]);
  expect(alone).toMatchObject({ sentPerStep: 0, waitingMs: 0, transferMs: 0 });
  for (const { stepMs, computingMs, waitingMs, transferMs } of [full, oneBit]) {
    expect(Math.min(computingMs, transferMs)).toBeGreaterThan(0);
    expect(computingMs + waitingMs + transferMs).toBeCloseTo(stepMs, 6);
  }
  // 980 weights; loss and correct answers with the 16 moving statistics; agreement with the times of both ranks.
  expect(full.collectives.map(({ what, sent }) => [what, sent])).toEqual([
    ['loss', 4 * (2 + 16)],
    ['bucket 0', 4 * 980],
    ['agreement', 4 * 4],
  ]);
  // It is past its warm-up.
  expect(oneBit.collectives.map(({ what }) => what)).toContain('signs to their owners');
  expect(readFileSync(join(out, 'ranks.md'), 'utf8')).toBe(ranksPage(record));
});

onHosts('measures hosts with links of a given bandwidth', async () => {
  const out = temporaryFolder();
  const words = ['--network', tinyNetwork(), '--hosts', '2', '--bandwidth', '1mbit', '--out', out];
  const { code, stderr } = await bench(words);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  const record = recordIn(out, 'hosts');
  expect(record.link).toEqual({ bitsPerSecond: 1e6, delay: 0 });
  expect(record.results.at(-1)).toMatchObject({ ranks: 2, exchange: 'full' });
});

test.each([
  [['--ranks', '1,2,x'], /--ranks.*whole number/],
  [['--batch-size', '1'], /at least an image per rank in a step, got 1 for 2 ranks/],
  [['--bandwidth', '1gbit'], /--bandwidth and --delay are those of hosts: give --hosts 2,3/],
  [['--bandwidth', 'fast'], /--bandwidth.*a number with its unit \(gbit, mbit\), such as 1gbit/],
  [['--exchange', 'none'], /expected --exchange to be one of full/],
  [['--exchange', 'full,one-bit'], /one-bit/],
])('%j is rejected before anything is measured', async (words, message) => {
  const error = await thrownBy(() => runTrainer(['bench-ranks', ...words]));
  expect(error).toMatchObject({ code: 'E_USAGE', message: expect.stringMatching(message) as string });
});

test('ratios are those of the rounds, and the page has their median', () => {
  const sample = {
    ...{ stepMs: 64, computingMs: 50, waitingMs: 6, transferMs: 8, cpuMs: 60, sentPerStep: 903_032.4 },
    collectives: [],
  };
  const samples = (speeds: readonly number[]) => speeds.map((imagesPerSecond) => ({ ...sample, imagesPerSecond }));
  const two = { network: 'resnet-20', ranks: 2, exchange: 'full', batchSize: 64, samples: samples([180, 300, 190]) };
  const record: RanksRecord = {
    ...{ schema: 'bitplane-ranks/1', date: '2026-11-29T10:00:00Z', commit: null, cpu: 'a CPU', cores: 2, load: 0.04 },
    ...{ recipe: 'plus', rounds: 3, warmUp: 30, steps: 60, link: null },
    results: [
      { network: 'resnet-20', ranks: 1, exchange: 'none', batchSize: 64, samples: samples([100, 150, 100]) },
      two,
    ],
  };
  expect(ratioOf(record, two)).toBe(1.9);
  expect(ranksPage(record)).toContain(
    '| resnet-20 | 2 | full | 64 | 190 | 180–300 | 1.90 | 64.0 | 50.0 | 6.0 | 8.0 | 21.9 % | 60.0 | 903,032 |',
  );
});

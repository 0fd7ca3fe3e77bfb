import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import type { RanksRecord, RanksResult } from '../ranks/report';
import type { CollectiveSample, RanksSample } from '../ranks/sample';
import { checkRows, linkOf } from './check';
import { scaling } from './scaling';
import { limitsTable } from './tables';
import { workloadsOf } from './workload';

const collective = (what: string, bytes: number, transferMs: number, sent = bytes): CollectiveSample => ({
  ...{ what, bytes, sent, transferMs },
  waitingMs: 0,
});

const result = (
  [ranks, exchange, batchSize]: readonly [number, string, number],
  stepMs: number,
  computingMs = stepMs,
  collectives: readonly CollectiveSample[] = [],
): RanksResult => {
  const rest = { waitingMs: 0, transferMs: stepMs - computingMs, cpuMs: stepMs, sentPerStep: 0 };
  const sample: RanksSample = {
    imagesPerSecond: (1000 * batchSize) / stepMs,
    stepMs,
    computingMs,
    ...rest,
    collectives,
  };
  return { network: 'resnet-20', ranks, exchange, batchSize, samples: [sample] };
};

const record = (results: readonly RanksResult[], link: RanksRecord['link'] = null): RanksRecord => ({
  ...{ schema: 'bitplane-ranks/1', date: '2026-11-29T10:00:00Z', commit: null, cpu: 'a CPU', cores: 2, load: 0 },
  ...{ recipe: 'plus', rounds: 1, warmUp: 2, steps: 4, link, results },
});

const RANKS = record([
  result([1, 'none', 64], 68),
  // 4 ms and 1 ms per image.
  result([1, 'none', 8], 12),
  result([2, 'full', 64], 40, 37, [
    collective('loss', 200, 0.1),
    collective('bucket 0', 1_000_000, 2),
    collective('agreement', 16, 0.1),
  ]),
  result([2, 'one-bit-adam', 64], 45, 42, [
    collective('loss', 200, 0.1),
    collective('signs to their owners', 18_000, 0.1),
    collective('signs of the sums', 40_000, 0.1, 17_000),
    collective('bucket 0', 8000, 0.2),
    collective('agreement', 16, 0.1),
  ]),
]);

test('measurements become what the model takes', () => {
  const { full, signs } = workloadsOf(RANKS, 'resnet-20');
  const shared = { perStep: 4e-3, perImage: 1e-3, perByteAdded: 2e-9 };
  for (const workload of [full, signs]) {
    for (const [name, value] of Object.entries(shared)) {
      expect(workload[name as keyof typeof shared]).toBeCloseTo(value, 12);
    }
    // 37 ms beside 4 + 32.
    expect(workload.copying).toBeCloseTo(1e-3, 12);
  }
  expect(full.messages).toEqual([
    { kind: 'few', bytes: 200 },
    { kind: 'many', bytes: 1_000_000 },
    { kind: 'few', bytes: 16 },
  ]);
  expect(signs.messages).toEqual([
    ...[200, 8000, 16].map((bytes) => ({ kind: 'few', bytes })),
    { kind: 'signs', bytes: 35_000 },
  ]);
  expect([full.compression, signs.compression].map((seconds) => Number(seconds.toFixed(9)))).toEqual([0, 5e-3]);
});

test('a case that was not measured is named, with the command', () => {
  const { results, ...rest } = RANKS;
  const half = { ...rest, results: results.slice(0, 3) };
  expect(() => workloadsOf(half, 'resnet-20')).toThrow(
    errorLike('E_USAGE', /resnet-20 on 2 ranks with exchange one-bit-adam.*--exchange full,one-bit-adam/),
  );
});

const onHosts = (n: number, agreement: number, bucket: number): RanksResult =>
  result([n, 'full', 64], 50, 40, [collective('bucket 0', 1_000_000, bucket), collective('agreement', 16, agreement)]);

const HOSTS = record([result([1, 'none', 64], 68), onHosts(2, 0.1, 9), onHosts(3, 0.12, 12)], {
  bitsPerSecond: 1e9,
  delay: 0,
});

test('the smallest message of the hosts gives α and o, and large ones are compared', () => {
  const link = linkOf(HOSTS)!;
  expect(1e6 * link.alpha).toBeCloseTo(100, 9);
  expect(1e6 * link.overhead).toBeCloseTo(20, 9);
  const [two, three] = checkRows(HOSTS, link, RANKS);
  // 2·(0.1 + 4) − 131,072·8 ns + 2 to add up; 2·(0.1 + 0.02 + 5.3333) − the same + 2.
  expect(two).toMatchObject({ hosts: 2, measuredMs: 9 });
  expect(two.expectedMs).toBeCloseTo(9.151424, 6);
  expect(three.expectedMs).toBeCloseTo(11.858091, 6);
});

test('links without a limit have no rate to check', () => {
  expect(linkOf({ ...HOSTS, link: { bitsPerSecond: null, delay: 0 } })).toBeNull();
});

test('the command writes its tables beside the measurements, and into a page', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'ranks.json'), JSON.stringify(RANKS));
  writeFileSync(join(folder, 'hosts.json'), JSON.stringify(HOSTS));
  const page = join(folder, 'page.md');
  const section = (name: string): string => `<!-- ${name}: x -->\n<!-- end of ${name} -->\n`;
  writeFileSync(page, ['measured', 'model', 'check'].map(section).join('prose\n'));
  scaling({ from: folder, page, print: () => undefined });
  const text = readFileSync(join(folder, 'scaling.md'), 'utf8');
  // A sum of 1 MB over two hosts at 1 Gbit/s: 2·(50 µs + 4 ms) + 2 ms; two small ones of 50 µs + 1.6 µs and 0.1 µs.
  expect(text).toMatch(/^\| 2 \| [\d.]+ \| [\d.]+ \| 10\.2 \| /m);
  expect(text).toContain(limitsTable(RANKS, [{ bitsPerSecond: 1e9, alpha: 50e-6, overhead: 10e-6 }]).split('\n')[4]);
  const written = readFileSync(page, 'utf8');
  for (const part of text.trim().split('\n\n')) expect(written).toContain(part);
  expect(written.match(/prose/g)).toHaveLength(2);
});

test('without measurements the command to run is named', () => {
  expect(() => scaling({ from: temporaryFolder(), print: () => undefined })).toThrow(
    errorLike('E_MISSING_FILE', /run "npx nx run trainer:bench-ranks/),
  );
});

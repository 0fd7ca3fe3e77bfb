import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { compare, type CompareOptions } from './compare';
import { writeReport } from './report/files';
import type { Report } from './report/schema';
import { aReport, timesAround } from './test-support/report';

let folder: string;
let printed: string[];

beforeEach(() => {
  folder = temporaryFolder();
  process.env.BITPLANE_OUT = folder;
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => {
  delete process.env.BITPLANE_OUT;
  jest.restoreAllMocks();
});

const withTime = (median_ns: number, changes: Partial<Report> = {}): Report => {
  const report = aReport(changes);
  const total = { ...timesAround(median_ns), p95_ns: median_ns * 1.1 };
  return { ...report, benchmark: { ...report.benchmark, total } };
};

/** Writes reports, compares them, returns page and table. */
function run(...reports: Report[]) {
  return runWith({}, ...reports);
}

function runWith(options: Partial<CompareOptions>, ...reports: Report[]) {
  mkdirSync(join(folder, 'in'), { recursive: true });
  const files = reports.map((report, k) => {
    const file = join(folder, `in/${k}.json`);
    writeReport(file, report);
    return file;
  });
  const { page, slower } = compare({ paths: files, across: [], files: {}, ...options });
  return { page: readFileSync(page, 'utf8'), table: printed.join('\n'), slower };
}

const attributes = (page: string, name: string) =>
  [...page.matchAll(new RegExp(`<td[^>]* data-${name}="([^"]+)"`, 'g'))].map(([, value]) => Number(value));

test('shows the energy of an image where a report has one, and no column where none has', () => {
  const energy = { joules_per_image: 0.00234, watts: 4.5, sensor: 'hwmon ina260 power1', images: 9, seconds: 2 };
  const { table, page } = run(
    withTime(500_000, { energy: { ...energy, reason: null } }),
    withTime(9e5, { label: 'b' }),
  );
  expect(table).toMatch(/│ energy per image │ kernels/);
  expect(table).toMatch(/one bit .*│ +60\.50 % │ +2\.34 mJ │ neon, portable/);
  expect(table).toMatch(/b +│.*│ +60\.50 % │ +│ neon, portable/);
  expect(attributes(page, 'joules')).toEqual([0.00234]);
  printed.length = 0;
  const without = run(withTime(500_000));
  expect(without.table + without.page).not.toMatch(/energy per image/i);
});

test('prints time, ratio, size and accuracy of each report', () => {
  const { table } = run(
    withTime(500_000),
    withTime(2_000_000, { label: 'float', engine: 'onnxruntime', accuracy: null }),
  );
  expect(table).toMatch(
    /one bit +│ bitplane +│ pi +│ +0\.500 ms │ +1\.00 × │ +│ +│ +0\.550 ms │ +108 kB │ +60\.50 % │ neon, portable/,
  );
  expect(table).toMatch(
    /float +│ onnxruntime +│ pi +│ +2\.00 ms │ +4\.00 × │ +[\d.]+ to [\d.]+ │ slower +│ +2\.20 ms │ +108 kB │ +│/,
  );
});

test("holds the reports' own numbers on the page, in their order", () => {
  const { page } = run(withTime(3_000_001.5), withTime(1_000_000, { label: 'other' }));
  expect(attributes(page, 'median-ns')).toEqual([3_000_001.5, 1_000_000]);
  expect(attributes(page, 'nbytes')).toEqual([108_000, 108_000]);
  expect(attributes(page, 'accuracy')).toEqual([60.5, 60.5]);
});

test('is one page that asks the network for nothing', () => {
  const { page } = run(aReport());
  const [markup] = page.split('<script');
  expect(markup).not.toMatch(/(src|href)="(?!data:)/);
  expect(markup).toContain("default-src 'none'");
  expect(page.match(/<script/g)?.length).toBeGreaterThanOrEqual(3);
});

test('lets no label become markup or script', () => {
  const { page } = run(aReport({ label: '</script><b>"bold"', host: '<i>' }));
  expect(page).not.toContain('<b>');
  expect(page).not.toContain('<i>');
  expect(page.match(/<\/script>/g)).toHaveLength(4);
});

test('marks a report of another network', () => {
  const other = withTime(1_000_000, { label: 'tiny', model: { ...aReport().model, name: 'tiny-net' } });
  const { page, table } = runWith({ across: ['model'] }, aReport(), other);
  expect(table).toContain('tiny (network tiny-net)');
  expect(table).toContain('note: “tiny” ran a different network than “reference”');
  expect(page).toContain('network tiny-net');
});

test.each<[string, Partial<Report>, string]>([
  ['a stand-in', { board: { ...aReport().board, stand_in: true } }, 'No board'],
  ['an emulated board', { source: 'emulated' }, 'say nothing about real hardware'],
  ['a busy board', { conditions: { ...aReport().conditions, noise: ['it was busy'] } }, 'it was busy'],
  ['a clock that may change', { conditions: { ...aReport().conditions, governor: 'ondemand' } }, 'governor'],
])('says of %s what it means', (_, changes, words) => {
  const { page, table } = run(aReport(changes));
  expect(table).toContain(words);
  expect(page).toContain(words);
});

test('says nothing where there is nothing to say', () => {
  expect(run(aReport()).table).not.toContain('note:');
});

test('tells rows with one label apart', () => {
  const { table } = run(aReport(), aReport({ host: 'other' }));
  expect(table).toContain('one bit · pi');
  expect(table).toContain('one bit · other');
});

test('names push if there is no report', () => {
  expect(() => compare({ paths: [], across: [], files: {} })).toThrow('deployer:push');
});

test.each([
  ['slower', 1_400_000, / 1\.12 × │ +1\.\d{3} to 1\.\d{3} │ slower +│/],
  ['faster', 1_000_000, / 0\.800 × │ +0\.\d{3} to 0\.\d{3} │ faster +│/],
  ['as fast', 1_251_000, / 1\.00 × │ +[\d.]+ to [\d.]+ │ no difference beyond noise +│/],
])('says that a row is %s', (_, ns, line) => {
  expect(run(aReport(), withTime(ns, { label: 'other' })).table).toMatch(line);
});

test('says nothing of reports without rounds', () => {
  const total = { ...timesAround(2_000_000), round_medians_ns: [] };
  const old = aReport({ label: 'old', benchmark: { ...aReport().benchmark, total } });
  const { table } = run(aReport(), old);
  expect(table).toContain('too few rounds to say');
  expect(table).toContain('note: Reports of version 1');
});

test("shows neither time nor ratio of an emulator's wall clock, and instructions where it counts them", () => {
  const emulated = run(aReport({ source: 'emulated' }), withTime(9_000_000, { label: 'b', source: 'emulated' }));
  expect(emulated.table).not.toMatch(/\d ms|×/);
  expect(emulated.page.split('<script')[0]).not.toMatch(/\d ms|×/);
  printed = [];
  const counted = run(aReport({ source: 'icount' }), withTime(2_500_000, { label: 'b', source: 'icount' }));
  expect(counted.table).toMatch(/2\.50 M instructions │ +2\.00 ×/);
  printed = [];
  const mixed = runWith({ across: ['source'] }, aReport(), withTime(2_500_000, { label: 'b', source: 'icount' }));
  expect(mixed.table).not.toContain('2.00 ×');
});

test('names the layers of two rows that differ', () => {
  const layers = aReport().benchmark.layers.map((layer, k) => ({
    ...layer,
    ...timesAround(k === 0 ? 600_000 : 350_000),
  }));
  const { table } = run(aReport(), aReport({ label: 'new', benchmark: { ...aReport().benchmark, layers } }));
  expect(table).toMatch(/layers of new that differ/);
  expect(table).toMatch(/conv1 +│ bitplane_igemm_4x8__neon │ +600 µs │ +0\.67 ×/);
  expect(table).not.toMatch(/pool1/);
});

test('repeated measurements are one row', () => {
  const repeats = [3, 4, 5].map((day) =>
    withTime(1_200_000 + 10_000 * day, { created: `2026-02-0${day}T00:00:00.000Z` }),
  );
  const { table, page } = run(...repeats, withTime(1_000_000, { label: 'other' }));
  expect(table.match(/│ one bit/g)).toHaveLength(1);
  expect(attributes(page, 'median-ns')).toEqual([1_240_000, 1_000_000]);
});

test('tells apart by commit what else is the same', () => {
  const program = (letter: string) => ({ program: { ...aReport().program, commit: letter.repeat(40) } });
  const { table } = run(aReport(program('a')), aReport(program('b')));
  expect(table).toContain('one bit · aaaaaaa');
  expect(table).toContain('one bit · bbbbbbb');
});

describe('--fail-if-slower', () => {
  test.each([
    ['more than allowed', 1_400_000, ['other is slower by 12.00 %']],
    ['less than allowed', 1_280_000, []],
    ['faster', 1_000_000, []],
  ])('%s', (_, ns, slower) => {
    expect(runWith({ failIfSlower: 3 }, aReport(), withTime(ns, { label: 'other' })).slower).toEqual(slower);
  });

  test('rejects a comparison that could never fail', () => {
    expect(() => runWith({ failIfSlower: 3 }, aReport())).toThrow(/^--fail-if-slower: expected two measurements/);
  });
});

test('writes the forms that are asked for, beside the page', () => {
  const file = join(folder, 'metrics.json');
  runWith({ files: { bmf: file } }, aReport());
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty(['reference/one bit/total', 'latency']);
  expect(() => runWith({ files: { json: '/proc/none/a.json' } }, aReport())).toThrow(/choose another one/);
});

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { compare } from './compare';
import { writeReport } from './report/files';
import type { Report } from './report/schema';
import { aReport } from './test-support/report';

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
  return {
    ...report,
    benchmark: { ...report.benchmark, total: { median_ns, p95_ns: median_ns * 1.1, min_ns: median_ns } },
  };
};

/** Writes reports, compares them, returns page and table. */
function run(...reports: Report[]) {
  mkdirSync(join(folder, 'in'), { recursive: true });
  const files = reports.map((report, k) => {
    const file = join(folder, `in/${k}.json`);
    writeReport(file, report);
    return file;
  });
  const page = readFileSync(compare(files, {}), 'utf8');
  return { page, table: printed.join('\n') };
}

const attributes = (page: string, name: string) =>
  [...page.matchAll(new RegExp(`<td[^>]* data-${name}="([^"]+)"`, 'g'))].map(([, value]) => Number(value));

test('prints time, ratio, size and accuracy of each report', () => {
  const { table } = run(
    withTime(500_000),
    withTime(2_000_000, { label: 'float', engine: 'onnxruntime', accuracy: null }),
  );
  expect(table).toMatch(
    /one bit +│ bitplane +│ pi +│ +0\.500 ms │ +1\.00 × │ +0\.550 ms │ +108 kB │ +60\.50 % │ neon, portable/,
  );
  expect(table).toMatch(/float +│ onnxruntime +│ pi +│ +2\.00 ms │ +4\.00 × │ +2\.20 ms │ +108 kB │ +│/);
});

test("holds the reports' own numbers on the page, in their order", () => {
  const { page } = run(withTime(3_000_001), withTime(1_000_000, { label: 'other' }));
  expect(attributes(page, 'median-ns')).toEqual([3_000_001, 1_000_000]);
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
  expect(page.match(/<\/script>/g)).toHaveLength(3);
});

test('marks a report of another network', () => {
  const other = withTime(1_000_000, { label: 'tiny', model: { ...aReport().model, name: 'tiny-net' } });
  const { page, table } = run(aReport(), other);
  expect(table).toContain('tiny (network tiny-net)');
  expect(table).toContain('note: “tiny” ran a different network than “reference”');
  expect(page).toContain('network tiny-net');
});

test.each([
  ['a stand-in', { stand_in: true }, 'No board'],
  ['an emulated board', { emulated: true }, 'say nothing about real hardware'],
  ['a busy board', { load_average: 3.5 }, 'was busy while'],
  ['a board whose clock may change', { governor: 'ondemand' }, 'governor'],
])('says of %s what it means', (_, board, words) => {
  const { page, table } = run(aReport({ board: { ...aReport().board, ...board } }));
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

test('takes the newest reports if none is named, and names push if there is none', () => {
  expect(() => compare([], {})).toThrow('deployer:push');
  writeReport(join(folder, 'reports/a.json'), aReport());
  expect(compare([], { out: join(folder, 'page.html') })).toBe(join(folder, 'page.html'));
});

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { aReport } from '../test-support/report';
import { defaultReportFile, parseReport, readReport, writeReport } from './files';
import { reportJsonSchema } from './schema';

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));

test('reads what it wrote', () => {
  const file = join(folder, 'new/report.json');
  writeReport(file, aReport());
  expect(readReport(file)).toEqual(aReport());
  expect(readdirSync(join(folder, 'new'))).toEqual(['report.json']);
});

test('reads a report without what cannot always be known', () => {
  const report = aReport({ accuracy: null, verify: null });
  expect(parseReport(JSON.stringify(report), 'r')).toEqual(report);
});

test('reads how the kernel was chosen, and older reports that do not say', () => {
  const { kernel_choice, ...benchmark } = aReport().benchmark;
  expect(kernel_choice).toEqual({ by: 'cpu-part' });
  for (const choice of [{}, { kernel_choice: { by: 'measured', lookup_ns: 5210, count_ns: 6380 } as const }]) {
    const report = aReport({ benchmark: { ...benchmark, ...choice } });
    expect(parseReport(JSON.stringify(report), 'r')).toEqual(report);
  }
});

test.each([
  ['another version', { schema: 'bitplane-report/2' }, '"bitplane-report/2"'],
  ['a foreign file', { schema: undefined }, 'got none'],
  ['a wrong field', { label: 7 }, 'field label'],
  ['an unknown field', { speed: 7 }, 'speed'],
  ['a wrong nested field', { model: { ...aReport().model, sha256: 'abc' } }, 'field model.sha256'],
])('rejects %s and says where', (_, changes, words) => {
  const text = JSON.stringify({ ...aReport(), ...changes });
  expect(() => parseReport(text, 'r.json')).toThrow(words);
  expect(() => parseReport(text, 'r.json')).toThrow(/^r\.json: /);
});

test('rejects what is not JSON, and names push for a file that is not there', () => {
  expect(() => parseReport('{', 'r.json')).toThrow('in JSON');
  expect(() => readReport(join(folder, 'none.json'))).toThrow('deployer:push');
});

test('writes nothing that it would not read', () => {
  const report = aReport();
  report.benchmark.repeats = 0;
  expect(() => writeReport(join(folder, 'r.json'), report)).toThrow('benchmark.repeats');
  expect(readdirSync(folder)).toEqual([]);
});

test('names files by host and time', () => {
  expect(defaultReportFile(aReport())).toMatch(/reports\/pi-20260203T040506Z\.json$/);
  expect(defaultReportFile(aReport({ host: '../me@pi' }))).toMatch(/reports\/\.\._me_pi-20260203T040506Z\.json$/);
});

test('docs/report.schema.json is up to date (npx bitplane-deployer schema > docs/report.schema.json)', () => {
  const written = readFileSync(join(workspaceRoot(), 'docs/report.schema.json'), 'utf8');
  expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(reportJsonSchema())));
});

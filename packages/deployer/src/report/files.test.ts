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

test('reads how the kernel was chosen', () => {
  const kernel_choice = { by: 'measured', lookup_ns: 5210, count_ns: 6380 } as const;
  const report = aReport({ benchmark: { ...aReport().benchmark, kernel_choice } });
  expect(parseReport(JSON.stringify(report), 'r')).toEqual(report);
});

describe('a report of version 1', () => {
  const version1 = (changes: object = {}) => ({
    schema: 'bitplane-report/1',
    ...{ engine: 'bitplane', label: 'one bit', created: '2026-02-03T04:05:06.789Z', host: 'pi' },
    board: {
      ...{ model: 'a board', architecture: 'aarch64', libc: null, cpu: 'Cortex-A72', cores: 4, features: ['neon'] },
      ...{ governor: 'ondemand', temperature_c: 48.3, load_average: 0.1, stand_in: false, emulated: false, ...changes },
    },
    program: { version: '0.1.0', compiler: 'clang 21', flags: '-O2', commit: null, dirty: null },
    model: { name: 'tiny', file: 'model.bpm', sha256: '0'.repeat(64), nbytes: 1000, weight_bits: 1 },
    ...{ accuracy: null, verify: { images: 1, tensors: 1, mismatches: 0 } },
    benchmark: {
      ...{ threads: 1, repeats: 200, forced_cpu: null },
      total: { median_ns: 3, p95_ns: 5, min_ns: 2 },
      layers: [{ name: 'conv', kind: 'int8-conv2d', kernel: 'portable', median_ns: 3, p95_ns: 4 }],
    },
  });

  test('is read as one of version 2, in which what it does not say is null or empty', () => {
    const report = parseReport(JSON.stringify(version1()), 'r');
    expect(report).toMatchObject({
      ...{ schema: 'bitplane-report/2', source: 'board', memory: { peak_nbytes: null } },
      conditions: { governor: 'ondemand', temperature_c: { before: 48.3, after: null }, noise: [] },
      model: { classes: null },
    });
    const unsaid = { p5_ns: null, round_medians_ns: [] };
    expect(report.benchmark).toEqual({
      ...{ threads: 1, repeats: 200, dropped: 0, forced_cpu: null, kernel_choice: null },
      total: { median_ns: 3, p95_ns: 5, min_ns: 2, ...unsaid },
      layers: [
        ...[
          { name: 'conv', kind: 'int8-conv2d', kernel: 'portable', median_ns: 3, p95_ns: 4, min_ns: null, ...unsaid },
        ],
      ],
    });
    expect(parseReport(JSON.stringify(report), 'r')).toEqual(report);
  });

  test('of an emulated board has that source', () => {
    expect(parseReport(JSON.stringify(version1({ emulated: true })), 'r').source).toBe('emulated');
  });

  test('is rejected with fields of version 2', () => {
    const text = JSON.stringify({ ...version1(), source: 'board' });
    expect(() => parseReport(text, 'r.json')).toThrow(/^r\.json: the report: .*source/);
  });
});

test.each([
  ['another version', { schema: 'bitplane-report/3' }, '"bitplane-report/3"'],
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

test('a second report of the same second, or of a clock that was put back, leaves the first one as it is', () => {
  process.env.BITPLANE_OUT = temporaryFolder();
  try {
    const files = [1, 2, 3].map(() => {
      const file = defaultReportFile(aReport());
      writeReport(file, aReport());
      return file.replace(/.*\//, '');
    });
    expect(files).toEqual(['', '-2', '-3'].map((more) => `pi-20260203T040506Z${more}.json`));
  } finally {
    delete process.env.BITPLANE_OUT;
  }
});

test('a report without energy, of the first days of version 2, is read', () => {
  const { energy, ...before } = aReport();
  expect(energy.reason).not.toBeNull();
  expect(parseReport(JSON.stringify(before), 'x').energy).toMatchObject({
    joules_per_image: null,
    reason: 'the report does not have it',
  });
});

test('docs/report.schema.json is up to date (npx bitplane-deployer schema > docs/report.schema.json)', () => {
  const written = readFileSync(join(workspaceRoot(), 'docs/report.schema.json'), 'utf8');
  expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(reportJsonSchema())));
});

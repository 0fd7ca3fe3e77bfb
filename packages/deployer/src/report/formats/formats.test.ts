import { aReport, timesAround } from '../../test-support/report';
import { compareReports } from '../comparison';
import type { Report } from '../schema';
import { FORMATS } from '.';

const slower = (): Report => {
  const report = aReport({ label: 'after | it', created: '2026-02-04T04:05:06.789Z' });
  const layers = report.benchmark.layers.map((layer, k) => (k === 0 ? { ...layer, ...timesAround(990_000) } : layer));
  return { ...report, benchmark: { ...report.benchmark, total: timesAround(1_340_000), layers } };
};

const write = (name: string, ...reports: [Report, ...Report[]]): string =>
  FORMATS.find((format) => format.name === name)!.write(compareReports(reports));
const parsed = (name: string, ...reports: [Report, ...Report[]]): unknown => JSON.parse(write(name, ...reports));

test('Markdown has verdicts, layers, and no cell that a label could break', () => {
  const text = write('markdown', aReport(), slower());
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  expect(lines[2]).toMatch(/^\| one bit \| pi \| 1.25 ms \| 1.00 × \| {2}\| {2}\| 108 kB \| 60.50 % \|$/);
  expect(lines[3]).toMatch(/^\| after \\\| it \| pi \| 1.34 ms \| 1.07 × \| 1\.0\d\d to 1\.0\d\d \| slower \|/);
  expect(lines.find((line) => line.startsWith('| conv1'))).toMatch(/\| 1\.100 \| .* \| slower \|$/);
  expect(lines.find((line) => line.startsWith('| pool1'))).toMatch(/\| no difference beyond noise \|$/);
});

test('JSON has every row and layer with its difference', () => {
  expect(parsed('json', aReport(), slower())).toMatchObject({
    schema: 'bitplane-comparison/1',
    rows: [
      { label: 'one bit', median_ns: 1_250_000, difference: null },
      {
        label: 'after | it',
        difference: { ratio: 1.072, verdict: 'slower' },
        layers: [{ difference: { verdict: 'slower' } }, { difference: { verdict: 'same' } }],
      },
    ],
  });
});

test('Bencher gets latency with bounds, memory and size', () => {
  const metrics = parsed('bmf', aReport()) as Record<string, unknown>;
  expect(Object.keys(metrics)).toEqual([
    'reference/one bit/total',
    'reference/one bit/conv1',
    'reference/one bit/pool1',
  ]);
  expect(metrics['reference/one bit/total']).toEqual({
    latency: { value: 1_250_000, lower_value: 1_237_500, upper_value: 1_300_000 },
    'peak-memory': { value: 2_000_000 },
    'file-size': { value: 108_000 },
  });
});

test('Google Benchmark gets a repetition per round', () => {
  const { context, benchmarks } = parsed('google-benchmark', aReport()) as {
    context: object;
    benchmarks: Record<string, unknown>[];
  };
  expect(context).toMatchObject({ num_cpus: 4, mhz_per_cpu: 1500, cpu_scaling_enabled: false, load_avg: [0.1] });
  expect(benchmarks).toHaveLength(30);
  expect(benchmarks[1]).toMatchObject({
    ...{ name: 'reference/one bit/total', run_type: 'iteration', repetitions: 10, repetition_index: 1 },
    ...{ time_unit: 'ns', iterations: 10, threads: 1 },
  });
  expect(benchmarks[1].real_time).toBeCloseTo(1_253_750, 3);
});

test('benchstat gets a line per round, and names without spaces', () => {
  const lines = write('benchstat', aReport(), slower()).trim().split('\n');
  const results = lines.filter((line) => line.startsWith('Benchmark'));
  expect(results).toHaveLength(60);
  expect(results[0]).toBe('BenchmarkReference/row=one_bit/layer=total 10 1245000 ns/op');
  expect(results.every((line) => /^Benchmark\S+ \d+ [\d.]+ ns\/op$/.test(line))).toBe(true);
  expect(lines.slice(0, 4)).toEqual(['goos: linux', 'goarch: arm64', 'pkg: bitplane', 'cpu: Cortex-A72']);
});

test('Model Explorer gets times of one row, differences of two', () => {
  expect(parsed('model-explorer', aReport())).toMatchObject({
    results: { conv1: { value: 900 }, pool1: { value: 350 } },
    gradient: [{ stop: 0 }, { stop: 1 }],
  });
  expect(parsed('model-explorer', aReport(), slower())).toMatchObject({
    results: { conv1: { value: 10 }, pool1: { value: 0 } },
  });
});

test("an emulator's wall clock goes nowhere", () => {
  const emulated = aReport({ source: 'emulated' });
  expect(parsed('bmf', emulated)).toEqual({});
  expect(parsed('google-benchmark', emulated)).toMatchObject({ benchmarks: [] });
  expect(write('benchstat', emulated)).not.toContain('ns/op');
  expect(write('markdown', emulated)).not.toContain('1.25 ms');
  expect(parsed('model-explorer', emulated)).toMatchObject({ results: {} });
});

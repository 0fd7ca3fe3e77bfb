import { PASSES } from '@bitplane/converter';
import { coverageOf, coverageTable, lacksOf } from './coverage';
import type { Outcome } from './drive';

const UNREACHED = ['fold-batch-norm', 'quantize-kernels', 'convert-sums'];
const reached = PASSES.map(({ name }) => name).filter((name) => !UNREACHED.includes(name));

const outcome = (pattern: string, passes: Readonly<Record<string, readonly string[]>>): Outcome => ({
  ...{ name: '1', pattern, failure: null, passes: new Map(Object.entries(passes)) },
  ...{ images: 4, exact: 4, ties: 0, onSteps: 0, hasSource: true },
});
const everyPass = (layer: string): Record<string, string[]> =>
  Object.fromEntries(reached.map((name) => [name, [layer]]));

test('a pass that changed a layer of a pattern is counted once per graph, under that pattern alone', () => {
  const coverage = coverageOf([
    outcome('gamma-zero', { 'fuse-thresholds': ['gamma-zero.3.Sign', 'gamma-zero.9.Sign', 'node.4.Sign'] }),
    outcome('gamma-zero', { 'fuse-thresholds': ['node.1.Sign'] }),
    outcome('gamma-mixed', { 'fuse-thresholds': ['gamma-mixed.1.Sign'] }),
  ]);
  expect([...coverage.hits.get('fuse-thresholds')!]).toEqual([
    ['gamma-zero', 1],
    ['gamma-mixed', 1],
  ]);
  expect(coverage.graphs.get('fuse-thresholds')).toBe(3);
  expect(coverageTable(coverage)).toMatch(/│ gamma-zero +│ +2 │/);
});

test('nothing lacks where each pass changed a layer of each pattern', () => {
  expect(lacksOf(coverageOf([outcome('gamma-zero', everyPass('gamma-zero.1.Sign'))]))).toEqual([]);
});

test.each<[string, Outcome, string]>([
  [
    'a pass that changed no graph',
    outcome('gamma-zero', { ...everyPass('gamma-zero.1.Sign'), 'move-signs': undefined! }),
    'pass move-signs changed no graph',
  ],
  [
    'a pattern that no pass saw',
    outcome('gamma-zero', { ...everyPass('node.1.Sign'), 'round-to-float32': ['gamma-zero.1.Sign'] }),
    'no pass changed a layer of the pattern gamma-zero',
  ],
  [
    'a pass of which it is said that no file reaches it',
    outcome('gamma-zero', { ...everyPass('gamma-zero.1.Sign'), 'convert-sums': ['node.1.Conv'] }),
    'pass convert-sums changed a graph, although',
  ],
])('%s is said', (_, { passes, ...rest }, message) => {
  const kept = new Map([...passes].filter(([, layers]) => layers !== undefined));
  expect(lacksOf(coverageOf([{ ...rest, passes: kept }])).join()).toContain(message);
});

// Which passes changed the layers of which planted pattern, in how many graphs.
import { PASSES } from '@bitplane/converter';
import Table from 'cli-table3';
import type { Outcome } from './drive';

/** Passes that change no network from an ONNX file, each with the reason. A test fails once one of them does. */
const UNREACHED: ReadonlyMap<string, string> = new Map([
  ['fold-batch-norm', 'the importer makes a scale and an offset of it'],
  ['quantize-kernels', 'the importer makes integers of 8-bit kernels'],
  ['convert-sums', "the importer has each convolution's scale after its sums"],
]);

/** Passes that change any layer of numbers: no pattern is made for them. */
const CHANGE_ANY: readonly string[] = ['keep-arithmetic', 'round-to-float32'];

/** Patterns that are gone before the passes. */
const LEFT_OUT: readonly string[] = ['dead-branch'];

export interface Coverage {
  /** Pass → pattern → graphs in which the pass changed a layer of the pattern. */
  readonly hits: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Pass → graphs that it changed. */
  readonly graphs: ReadonlyMap<string, number>;
  /** Pattern → graphs that have it. */
  readonly planted: ReadonlyMap<string, number>;
}

const increment = (counts: Map<string, number>, key: string): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);

export function coverageOf(outcomes: readonly Outcome[]): Coverage {
  const hits = new Map(PASSES.map(({ name }) => [name, new Map<string, number>()]));
  const [graphs, planted] = [new Map<string, number>(), new Map<string, number>()];
  for (const { pattern, passes } of outcomes) {
    increment(planted, pattern);
    for (const [pass, layers] of passes) {
      increment(graphs, pass);
      if (layers.some((layer) => layer.startsWith(`${pattern}.`))) increment(hits.get(pass)!, pattern);
    }
  }
  return { hits, graphs, planted };
}

export function coverageTable({ hits, graphs, planted }: Coverage): string {
  const passes = PASSES.map(({ name }) => name).filter((name) => !UNREACHED.has(name));
  const table = new Table({
    head: ['pattern', 'graphs', ...passes],
    colAligns: ['left', 'right', ...passes.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const [pattern, count] of [...planted].sort(([a], [b]) => a.localeCompare(b)))
    table.push([pattern, count, ...passes.map((pass) => hits.get(pass)!.get(pattern) ?? '')]);
  table.push(['all graphs', sum(planted.values()), ...passes.map((pass) => graphs.get(pass) ?? 0)]);
  return table.toString();
}

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);

/** A line for each pass that changed no graph, and each pattern in which no pass changed a layer. */
export function lacksOf({ hits, graphs, planted }: Coverage): string[] {
  const unhit = PASSES.filter(({ name }) => !UNREACHED.has(name) && !graphs.has(name));
  const reached = [...UNREACHED].filter(([name]) => graphs.has(name));
  const aimed = [...hits].filter(([pass]) => !CHANGE_ANY.includes(pass));
  const patterns = [...planted.keys()].filter((pattern) => aimed.every(([, each]) => !each.has(pattern)));
  return [
    ...unhit.map(({ name }) => `pass ${name} changed no graph`),
    ...reached.map(([name, reason]) => `pass ${name} changed a graph, although ${reason}: take it off the list`),
    ...patterns
      .filter((pattern) => !LEFT_OUT.includes(pattern))
      .map((pattern) => `no pass changed a layer of the pattern ${pattern}`),
  ];
}

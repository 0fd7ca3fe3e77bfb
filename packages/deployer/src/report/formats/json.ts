import type { Comparison, ComparisonRow } from '../comparison-row';
import type { Format } from './format';

/** bitplane-comparison/1: docs/report.md. Times are ns, ratios multiples of the baseline's time. */
export const json: Format = {
  name: 'json',
  what: 'all numbers of the comparison (docs/report.md)',
  write: ({ rows, notes }: Comparison) =>
    `${JSON.stringify({ schema: 'bitplane-comparison/1', rows: rows.map(rowOf), notes }, null, 2)}\n`,
};

const rowOf = ({ label, report, reports, medianMs, difference, layers, accuracy }: ComparisonRow) => ({
  label,
  host: report.host,
  engine: report.engine,
  source: report.source,
  model: report.model.name,
  threads: report.benchmark.threads,
  commit: report.program.commit,
  created: reports.map(({ created }) => created),
  median_ns: medianMs * 1e6,
  accuracy,
  difference,
  layers: layers.map(({ name, kind, kernel, ns, difference: change }) => ({
    ...{ name, kind, kernel, median_ns: ns },
    difference: change,
  })),
});

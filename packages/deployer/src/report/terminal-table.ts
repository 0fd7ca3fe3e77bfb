// Comparisons and single benchmarks in the terminal.
import Table from 'cli-table3';
import type { Comparison, ComparisonRow } from './comparison';
import { kilobytes, microseconds, milliseconds, percent, times } from './quantities';
import type { Report } from './schema';

/** No colours: they would end up in files and logs. No lines between rows. */
const STYLE = { head: [], border: [], compact: true };
const LEFT = 'left' as const;
const RIGHT = 'right' as const;

export function comparisonTable({ rows, notes }: Comparison): string {
  const table = new Table({
    head: ['', 'engine', 'board', 'time per image', 'vs. first', 'p95', 'model', 'accuracy', 'kernels'],
    colAligns: [LEFT, LEFT, LEFT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, LEFT],
    style: STYLE,
  });
  table.push(...rows.map(cells));
  return [table.toString(), ...notes.map((note) => `note: ${note}`)].join('\n');
}

function cells({ report, label, medianMs, ratio, p95Ms, accuracy, kernels, isOtherModel }: ComparisonRow): string[] {
  return [
    isOtherModel ? `${label} (network ${report.model.name})` : label,
    report.engine,
    report.board.stand_in ? `${report.host} (stand-in)` : report.host,
    milliseconds(medianMs),
    times(ratio),
    milliseconds(p95Ms),
    kilobytes(report.model.nbytes),
    accuracy === null ? '' : percent(accuracy),
    kernels,
  ];
}

/** Where the time of one benchmark goes, layer by layer. */
export function layerTable({ benchmark: { layers, total } }: Report): string {
  const table = new Table({
    head: ['layer', 'kind', 'kernel', 'median', 'share', 'p95'],
    colAligns: [LEFT, LEFT, LEFT, RIGHT, RIGHT, RIGHT],
    style: STYLE,
  });
  // Of the layers' sum: with a clock between the layers, an image takes longer than the total.
  const sum = layers.reduce((nanoseconds, layer) => nanoseconds + layer.median_ns, 0);
  const share = (ns: number) => `${((100 * ns) / sum).toFixed(0)} %`;
  for (const { name, kind, kernel, median_ns, p95_ns } of layers) {
    table.push([name, kind, kernel, microseconds(median_ns), share(median_ns), microseconds(p95_ns)]);
  }
  table.push(['total', '', '', microseconds(total.median_ns), '', microseconds(total.p95_ns)]);
  return table.toString();
}

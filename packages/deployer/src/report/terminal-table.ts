// Tables in the terminal: of a comparison, of the layers of one row, and of one benchmark.
import Table from 'cli-table3';
import type { Comparison, ComparisonRow } from './comparison-row';
import { kilobytes, microseconds, milliseconds, percent } from './quantities';
import { changeOf, energyOf, hasEnergy, interval, timeOf, timesOrNothing } from './row-texts';
import type { Report } from './schema';

/** No colours: they would end up in files and logs. No lines between rows. */
const STYLE = { head: [], border: [], compact: true };
const LEFT = 'left' as const;
const RIGHT = 'right' as const;

/** All rows; for two, the layers that differ too. */
export function comparisonTable({ rows, notes }: Comparison): string {
  const head = ['', 'engine', 'board', 'time per image', 'vs. first', '95 % interval', 'verdict', 'p95', 'model'];
  const withEnergy = hasEnergy(rows);
  const table = new Table({
    head: [...head, 'accuracy', ...(withEnergy ? ['energy per image'] : []), 'kernels'],
    colAligns: [LEFT, LEFT, LEFT, RIGHT, RIGHT, RIGHT, LEFT, RIGHT, RIGHT, RIGHT, ...(withEnergy ? [RIGHT] : []), LEFT],
    style: STYLE,
  });
  table.push(...rows.map((row) => [...cells(row), ...(withEnergy ? [energyOf(row)] : []), row.kernels]));
  const [, other] = rows;
  const layers = rows.length === 2 ? changedLayers(other) : null;
  return [table.toString(), ...(layers === null ? [] : [layers]), ...notes.map((note) => `note: ${note}`)].join('\n');
}

/** All but the energy and the kernels. */
function cells(row: ComparisonRow): string[] {
  const { report, label, p95Ms, accuracy, isOtherModel, isSpeed } = row;
  return [
    isOtherModel ? `${label} (network ${report.model.name})` : label,
    report.engine,
    report.board.stand_in ? `${report.host} (stand-in)` : report.host,
    ...[timeOf(row), timesOrNothing(row), interval(row.difference), changeOf(row)],
    isSpeed ? milliseconds(p95Ms) : '',
    kilobytes(report.model.nbytes),
    accuracy === null ? '' : percent(accuracy),
  ];
}

/** Layers whose time differs beyond noise; null if there is none. */
function changedLayers({ label, layers }: ComparisonRow): string | null {
  const changed = layers.filter(({ difference }) => /faster|slower/.test(difference?.verdict ?? ''));
  if (changed.length === 0) return null;
  const table = new Table({
    head: [`layers of ${label} that differ`, 'kernel', 'time', 'vs. first', '95 % interval', 'verdict'],
    colAligns: [LEFT, LEFT, RIGHT, RIGHT, RIGHT, LEFT],
    style: STYLE,
  });
  for (const { name, kernel, ns, difference } of changed) {
    table.push([
      ...[name, kernel, microseconds(ns), `${difference!.ratio.toFixed(2)} ×`],
      ...[interval(difference), changeOf({ difference })],
    ]);
  }
  return table.toString();
}

/** Where the time of one benchmark goes, layer by layer. */
export function layerTable({ benchmark: { layers, total }, source }: Report): string {
  if (source === 'emulated') return 'times of an emulator say nothing about speed: none are shown';
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

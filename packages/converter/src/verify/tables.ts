// What `verify` prints: the pairs, and the layers of those that were compared layer by layer.
import Table from 'cli-table3';
import type { LayerReport } from './layers/layer-record';
import type { PairReport } from './pair';

const STYLE = { style: { head: [], border: [], compact: true } };

export function pairTable(reports: readonly PairReport[]): string {
  const table = new Table({
    ...STYLE,
    head: ['pair', 'images', 'tensors', 'values', 'result'],
    colAligns: ['left', 'right', 'right', 'right', 'left'],
  });
  for (const report of reports)
    table.push([report.pair, report.images, report.tensors, report.values, resultOf(report)]);
  return table.toString();
}

function resultOf({ skipped, difference }: PairReport): string {
  if (skipped !== null) return 'skipped';
  return difference === null ? 'agrees' : 'DIFFERS';
}

/** One of each pair in which something is not equal; where all is, the table of pairs says so. */
export const layerTables = (reports: readonly PairReport[]): string[] =>
  reports
    .filter(({ layers }) => layers.some(({ equal, values, ties }) => equal < values || ties > 0))
    .map(({ pair, layers }) => `${pair}\n${layerTable(layers)}`);

function layerTable(layers: readonly LayerReport[]): string {
  const table = new Table({
    ...STYLE,
    head: ['layer', 'kind', 'values', 'equal', 'largest difference', 'bound', 'ties', 'crossed', 'first at', ''],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right', 'left', 'left'],
  });
  for (const report of layers) {
    const { layer, kind, values, equal, largestDifference, bound, ties, crossed, first, wrong } = report;
    const at = wrong ?? first;
    const place = at === null ? '' : `image ${at.image}, [${at.row}, ${at.column}, ${at.channel}]`;
    const numbers = [values, share(equal, values), shown(largestDifference), shown(bound), ties, crossed];
    table.push([layer, kind, ...numbers, place, wrong === null ? '' : 'DIFFERS']);
  }
  return table.toString();
}

/** Rounded down: 100 % are all. */
const share = (equal: number, values: number): string =>
  values === 0 ? '' : `${(Math.floor((equal / values) * 1e6) / 1e4).toString()} %`;

const shown = (value: number): string => (value === 0 ? '0' : value.toExponential(1));

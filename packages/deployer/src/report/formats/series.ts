// What formats for other tools are made of: named series of times, a number per round.
import type { Comparison, ComparisonRow } from '../comparison-row';
import type { Report, Times } from '../schema';

export interface Series {
  readonly row: ComparisonRow;
  readonly report: Report;
  /** `reference/one bit/total` or `reference/one bit/conv1`. */
  readonly name: string;
  readonly isTotal: boolean;
  readonly times: Times;
  /** The median of each round; the median of all where rounds are not known. */
  readonly rounds: readonly number[];
}

/** All series of a comparison, of every report. Those of an emulator's wall clock are left out: they mean nothing. */
export const seriesOf = ({ rows }: Comparison): Series[] =>
  rows
    .filter(({ report }) => report.source !== 'emulated')
    .flatMap((row) => row.reports.flatMap((report) => seriesOfReport(row, report)));

function seriesOfReport(row: ComparisonRow, report: Report): Series[] {
  const { total, layers } = report.benchmark;
  const series = (what: string, times: Times): Series => ({
    ...{ row, report, times, isTotal: times === total },
    name: `${report.model.name}/${row.label}/${what}`,
    rounds: times.round_medians_ns.length > 0 ? times.round_medians_ns : [times.median_ns],
  });
  return [series('total', total), ...layers.map((layer) => series(layer.name, layer))];
}

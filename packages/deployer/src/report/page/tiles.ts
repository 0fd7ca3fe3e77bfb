// The baseline's main figures, large; the others are measured against it.
import { tileList } from '@bitplane/cli';
import type { Comparison, ComparisonRow } from '../comparison-row';
import { kilobytes, percent, times } from '../quantities';
import { timeOf } from '../row-texts';

type Tile = readonly [figure: string, words: string];

export function tiles({ rows }: Comparison): string {
  const [first, ...others] = rows;
  const comparable = others.filter(({ isOtherModel, isComparable }) => isComparable && !isOtherModel);
  return tileList([
    [timeOf(first), `per image, ${first.label}`],
    ...otherEngines(comparable, first).map((row): Tile => [
      times(Math.max(row.ratio, 1 / row.ratio)),
      `${row.ratio >= 1 ? 'faster' : 'slower'} than ${row.label}`,
    ]),
    [kilobytes(first.report.model.nbytes), 'model file'],
    ...(first.accuracy === null
      ? []
      : [[percent(first.accuracy), `correct of ${first.report.accuracy?.images} images`] as const]),
  ]);
}

/** Rows of other engines, or, if there are none, all the others; two at most. */
function otherEngines(rows: readonly ComparisonRow[], first: ComparisonRow): ComparisonRow[] {
  const others = rows.filter(({ report }) => report.engine !== first.report.engine);
  return [...(others.length > 0 ? others : rows)].slice(0, 2);
}

// The table of results. Data attributes hold the reports' own numbers, unrounded.
import { escapeHtml, seriesColor } from '@bitplane/cli';
import type { Comparison, ComparisonRow } from '../comparison-row';
import { VERDICTS } from '../difference';
import { kilobytes, milliseconds, percent } from '../quantities';
import { energyOf, hasEnergy, interval, timeOf, timesOrNothing } from '../row-texts';

interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly html: (row: ComparisonRow) => string;
  /** Name and value of a data attribute. */
  readonly data?: (row: ComparisonRow) => readonly [string, number | null];
}

const COLUMNS: readonly Column[] = [
  { title: 'Board', html: ({ report }) => `<span>${escapeHtml(report.host)}${badges(report)}</span>` },
  {
    title: 'Time per image',
    isNumber: true,
    html: (row) => `<span class="median">${timeOf(row)}</span>`,
    data: ({ medianMs }) => ['median-ns', nanoseconds(medianMs)],
  },
  {
    title: 'vs. first',
    isNumber: true,
    html: (row) => timesOrNothing(row),
    data: ({ ratio, isComparable }) => ['ratio', isComparable ? ratio : null],
  },
  {
    title: '95 % interval',
    isNumber: true,
    html: ({ difference }) => interval(difference),
  },
  {
    title: 'Verdict',
    html: ({ difference }) =>
      difference === null ? '' : `<span class="verdict ${difference.verdict}">${VERDICTS[difference.verdict]}</span>`,
  },
  {
    title: 'p95',
    isNumber: true,
    html: ({ p95Ms, isSpeed }) => (isSpeed ? milliseconds(p95Ms) : ''),
    data: ({ p95Ms }) => ['p95-ns', nanoseconds(p95Ms)],
  },
  {
    title: 'Model',
    isNumber: true,
    html: ({ report }) => kilobytes(report.model.nbytes),
    data: ({ report }) => ['nbytes', report.model.nbytes],
  },
  {
    title: 'Accuracy',
    isNumber: true,
    html: ({ accuracy }) => (accuracy === null ? '' : percent(accuracy)),
    data: ({ accuracy }) => ['accuracy', accuracy],
  },
  { title: 'Kernels', html: ({ kernels }) => `<span>${escapeHtml(kernels)}</span>` },
];

const ENERGY: Column = {
  title: 'Energy per image',
  isNumber: true,
  html: (row) => energyOf(row),
  data: ({ report }) => ['joules', report.energy.joules_per_image],
};

/** As the report has them: medians of an even number of times may end in .5. */
const nanoseconds = (ms: number): number => Number((ms * 1e6).toFixed(1));

export function resultsTable({ rows }: Comparison): string {
  const columns = hasEnergy(rows) ? [...COLUMNS, ENERGY] : COLUMNS;
  const head = [{ title: 'Engine', isNumber: false }, ...columns].map(
    ({ title, isNumber }) =>
      `<th scope="col"${isNumber === true ? ' class="number"' : ''}><button type="button">${title}</button></th>`,
  );
  return `<p class="filter"><label for="filter">Filter rows</label> <input id="filter" type="search" placeholder="board, model, kernel …" autocomplete="off"> <span id="filter-status" role="status"></span></p>
<table id="results"><thead><tr>${head.join('')}</tr></thead><tbody>${rows.map((row, k) => tableRow(row, k, columns)).join('\n')}</tbody></table>`;
}

function tableRow(row: ComparisonRow, k: number, columns: readonly Column[]): string {
  const { report, label, isOtherModel } = row;
  const network = isOtherModel ? ` <span class="badge">network ${escapeHtml(report.model.name)}</span>` : '';
  const bits = report.model.weight_bits === 1 ? '1-bit weights' : `${report.model.weight_bits}-bit weights`;
  const name = `<span class="dot" style="background:${seriesColor(k)}"></span>${escapeHtml(label)}${network}`;
  const engine = `<span class="engine">${escapeHtml(report.engine)} ${escapeHtml(report.program.version)}, ${bits}</span>`;
  return `<tr id="row-${k}"><th scope="row">${name}${engine}</th>${columns.map((column) => cell(column, row)).join('')}</tr>`;
}

function cell({ title, isNumber, html, data }: Column, row: ComparisonRow): string {
  const [name, value] = data?.(row) ?? ['', null];
  const attribute = value === null ? '' : ` data-${name}="${value}"`;
  return `<td data-label="${title}"${isNumber ? ' class="number"' : ''}${attribute}>${html(row)}</td>`;
}

function badges({ board, source }: ComparisonRow['report']): string {
  const words = [board.stand_in ? 'stand-in' : null, source === 'board' ? null : source].filter(
    (word) => word !== null,
  );
  return words.map((word) => ` <span class="badge">${word}</span>`).join('');
}

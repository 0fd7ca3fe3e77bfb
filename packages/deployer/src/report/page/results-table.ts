// The table of results. Data attributes hold the reports' own numbers, unrounded.
import { escapeHtml, seriesColor } from '@bitplane/cli';
import type { Comparison, ComparisonRow } from '../comparison';
import { kilobytes, milliseconds, percent, times } from '../quantities';

interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly html: (row: ComparisonRow) => string;
  /** Name and value of a data attribute. */
  readonly data?: (row: ComparisonRow) => readonly [string, number | null];
}

const COLUMNS: readonly Column[] = [
  { title: 'Board', html: ({ report }) => `<span>${escapeHtml(report.host)}${badges(report.board)}</span>` },
  {
    title: 'Time an image',
    isNumber: true,
    html: ({ medianMs }) => `<span class="median">${milliseconds(medianMs)}</span>`,
    data: ({ report }) => ['median-ns', report.benchmark.total.median_ns],
  },
  { title: 'Against first', isNumber: true, html: ({ ratio }) => times(ratio), data: ({ ratio }) => ['ratio', ratio] },
  {
    title: 'p95',
    isNumber: true,
    html: ({ p95Ms }) => milliseconds(p95Ms),
    data: ({ report }) => ['p95-ns', report.benchmark.total.p95_ns],
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

export function resultsTable({ rows }: Comparison): string {
  const head = COLUMNS.map(
    ({ title, isNumber }) => `<th scope="col"${isNumber ? ' class="number"' : ''}>${title}</th>`,
  ).join('');
  return `<table id="results"><thead><tr><th scope="col">Engine</th>${head}</tr></thead><tbody>${rows.map(tableRow).join('\n')}</tbody></table>`;
}

function tableRow(row: ComparisonRow, k: number): string {
  const { report, label, isOtherModel } = row;
  const network = isOtherModel ? ` <span class="badge">network ${escapeHtml(report.model.name)}</span>` : '';
  const bits = report.model.weight_bits === 1 ? '1-bit weights' : `${report.model.weight_bits}-bit weights`;
  const name = `<span class="dot" style="background:${seriesColor(k)}"></span>${escapeHtml(label)}${network}`;
  const engine = `<span class="engine">${escapeHtml(report.engine)} ${escapeHtml(report.program.version)}, ${bits}</span>`;
  return `<tr id="row-${k}"><th scope="row">${name}${engine}</th>${COLUMNS.map((column) => cell(column, row)).join('')}</tr>`;
}

function cell({ title, isNumber, html, data }: Column, row: ComparisonRow): string {
  const [name, value] = data?.(row) ?? ['', null];
  const attribute = value === null ? '' : ` data-${name}="${value}"`;
  return `<td data-label="${title}"${isNumber ? ' class="number"' : ''}${attribute}>${html(row)}</td>`;
}

function badges({ stand_in, emulated }: ComparisonRow['report']['board']): string {
  const words = [stand_in ? 'stand-in' : null, emulated ? 'emulated' : null].filter((word) => word !== null);
  return words.map((word) => ` <span class="badge">${word}</span>`).join('');
}

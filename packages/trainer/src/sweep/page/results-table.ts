// The page's table. Data attributes hold what a column is sorted by, unrounded.
import { escapeHtml } from '@bitplane/cli';
import type { ConfigurationResult } from '../results';
import { percent, settingPaths, settingText, stateText } from '../table';

interface Column {
  readonly title: string;
  readonly isNumber: boolean;
  readonly text: (row: ConfigurationResult) => string;
  /** Number or text; null: always last. */
  readonly sortBy: (row: ConfigurationResult) => number | string | null;
}

export function resultsTable(rows: readonly ConfigurationResult[]): string {
  const columns = columnsOf(rows);
  const head = columns.map(
    ({ title, isNumber }) =>
      `<th scope="col"${isNumber ? ' class="number"' : ''}><button type="button">${heading(title)}</button></th>`,
  );
  const body = rows.map((row) => `<tr>${columns.map((column) => cell(column, row)).join('')}</tr>`);
  return `<div class="scroll"><table id="configurations"><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>
${failures(rows)}`;
}

/** Long paths break after their dots. */
const heading = (title: string): string => escapeHtml(title).replaceAll('.', '.<wbr>');

function failures(rows: readonly ConfigurationResult[]): string {
  const items = rows.flatMap(({ number, reason }) =>
    reason === null ? [] : [`<li>#${number} failed: ${escapeHtml(reason)}</li>`],
  );
  return items.length === 0 ? '' : `<ul class="failures" aria-label="Failures">${items.join('')}</ul>`;
}

function columnsOf(rows: readonly ConfigurationResult[]): Column[] {
  const hasSeeds = rows.some(({ runs }) => runs.length > 1);
  return [
    { title: '#', isNumber: true, text: ({ number }) => String(number), sortBy: ({ number }) => number },
    {
      title: 'Accuracy',
      isNumber: true,
      text: ({ accuracy }) => (accuracy === null ? '' : percent(accuracy.mean)),
      sortBy: ({ accuracy }) => accuracy?.mean ?? null,
    },
    ...(hasSeeds ? SPREAD : []),
    ...settingPaths(rows).map(settingColumn),
    {
      title: 'Epochs',
      isNumber: true,
      text: ({ epochs, totalEpochs }) => (totalEpochs === null ? '' : `${epochs}/${totalEpochs}`),
      sortBy: ({ epochs }) => epochs,
    },
    { title: 'State', isNumber: false, text: stateText, sortBy: stateText },
  ];
}

const SPREAD: readonly Column[] = [
  {
    title: 'SD',
    isNumber: true,
    text: ({ accuracy }) => (accuracy?.standardDeviation == null ? '' : percent(accuracy.standardDeviation)),
    sortBy: ({ accuracy }) => accuracy?.standardDeviation ?? null,
  },
  {
    title: 'Range',
    isNumber: true,
    text: ({ accuracy }) => (accuracy === null ? '' : `${percent(accuracy.min)} … ${percent(accuracy.max)}`),
    sortBy: ({ accuracy }) => (accuracy === null ? null : accuracy.max - accuracy.min),
  },
];

function settingColumn(path: string): Column {
  return {
    title: path,
    isNumber: true,
    text: ({ settings }) => settingText(settings[path]),
    sortBy: ({ settings: { [path]: value } }) => (typeof value === 'number' ? value : settingText(value)),
  };
}

function cell({ isNumber, text, sortBy }: Column, row: ConfigurationResult): string {
  const value = sortBy(row);
  const data = value === null ? '' : ` data-value="${escapeHtml(JSON.stringify(value))}"`;
  return `<td${isNumber ? ' class="number"' : ''}${data}>${escapeHtml(text(row))}</td>`;
}

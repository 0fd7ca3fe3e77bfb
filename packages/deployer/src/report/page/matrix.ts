// Boards by models: which of them takes how long for which network.
import { escapeHtml } from '@bitplane/cli';
import type { Comparison, ComparisonRow } from '../comparison-row';
import { timeOf } from '../row-texts';

/** HTML; '' where there is one board or one model only, as the table of results then says it all. */
export function matrix({ rows }: Comparison): string {
  const boards = [...new Set(rows.map(boardOf))];
  const models = [...new Set(rows.map(({ report }) => report.model.name))];
  if (boards.length < 2 || models.length < 2) return '';
  const head = models.map((model) => `<th scope="col" class="number">${escapeHtml(model)}</th>`).join('');
  const lines = boards.map((board) => {
    const cells = models.map((model) => {
      const best = bestOf(rows.filter((row) => boardOf(row) === board && row.report.model.name === model));
      const words =
        best === null ? '' : `<span>${timeOf(best)}</span><span class="engine">${escapeHtml(best.label)}</span>`;
      return `<td class="number" data-label="${escapeHtml(model)}">${words}</td>`;
    });
    return `<tr><th scope="row">${escapeHtml(board)}</th>${cells.join('')}</tr>`;
  });
  return `<section class="card"><h2>Boards and models</h2><p class="caption">The shortest median of each board and model, and what ran it.</p>
<table id="matrix"><thead><tr><th scope="col">Board</th>${head}</tr></thead><tbody>${lines.join('\n')}</tbody></table></section>`;
}

const boardOf = ({ report: { host, board } }: ComparisonRow): string => `${host}, ${board.cpu}`;

const bestOf = (rows: readonly ComparisonRow[]): ComparisonRow | null =>
  [...rows].sort((a, b) => Number(b.isSpeed) - Number(a.isSpeed) || a.medianMs - b.medianMs)[0] ?? null;

// The comparison of reports as one HTML page.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chartCard, escapeHtml, renderPage } from '@bitplane/cli';
import type { Comparison } from '../comparison-row';
import { chartsOf } from './charts';
import { environment } from './environment';
import { historyChart } from './history';
import { layersTables } from './layers-table';
import { matrix } from './matrix';
import { records } from './records';
import { resultsTable } from './results-table';
import { tiles } from './tiles';

/** live: JavaScript that asks the server of the page; left out: the page is a file. */
export function comparisonPage(comparison: Comparison, live?: string): string {
  const columns = chartsOf(comparison);
  const cards = columns.map((charts) => charts.map((chart) => chartCard(chart, 'The table has the same numbers.')));
  const history = historyChart(comparison);
  const networks = [...new Set(comparison.rows.map(({ report }) => report.model.name))].join(', ');
  return renderPage({
    title: `Network “${networks}” measured`,
    lead: span(comparison),
    style: readFileSync(join(__dirname, 'style.css'), 'utf8'),
    main: `${tiles(comparison)}
${notesOf(comparison)}
<section class="card"><h2>Results</h2><p class="caption">Medians of one image per call. The first row is the baseline, against which the others are measured.</p>
${resultsTable(comparison)}</section>
${matrix(comparison)}
<div class="charts">
${cards.map((column) => `<div>${column.join('\n')}</div>`).join('\n')}
</div>
${history === null ? '' : chartCard(history)}
${layersTables(comparison)}
${environment(comparison)}
<section class="card"><h2>What was measured</h2>${records(comparison)}</section>`,
    footer: 'Made by bitplane-deployer compare.',
    charts: [...columns.flat(), ...(history === null ? [] : [history])],
    script: readFileSync(join(__dirname, 'compare.client.js'), 'utf8') + (live ?? ''),
    asksServer: live !== undefined,
  });
}

function notesOf({ notes }: Comparison): string {
  if (notes.length === 0) return '';
  const items = notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('');
  return `<ul class="notes" id="notes" aria-label="Notes">${items}</ul>`;
}

/** How many measurements, on what, from when to when. */
function span({ rows }: Comparison): string {
  const days = rows.map(({ report }) => report.created.slice(0, 10)).sort();
  const [from, to] = [days[0], days.at(-1) as string];
  const boards = [...new Set(rows.map(({ report }) => report.board.cpu))].join(', ');
  return `${rows.length} ${rows.length === 1 ? 'measurement' : 'measurements'} on ${boards}, ${from === to ? from : `${from} to ${to}`}`;
}

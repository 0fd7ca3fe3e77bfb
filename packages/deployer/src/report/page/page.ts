// One HTML page that holds everything: style, data, the charting library. It asks the network for nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparison } from '../comparison';
import { chartsOf, type Chart } from './charts';
import { escapeHtml, scriptJson, scriptSource } from './html';
import { records } from './records';
import { resultsTable } from './results-table';
import { tiles } from './tiles';

/** The browser itself sees to it that nothing is fetched. */
const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

export function renderPage(comparison: Comparison): string {
  const { rows, notes } = comparison;
  const networks = [...new Set(rows.map(({ report }) => report.model.name))].join(', ');
  const columns = chartsOf(comparison);
  const title = `Network “${escapeHtml(networks)}” measured`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<link rel="icon" href="data:,">
<title>${title} · Bitplane</title>
<style>${read('style.css')}</style>
</head>
<body>
<header>
<p class="eyebrow">Bitplane</p>
<h1>${title}</h1>
<p class="lead">${escapeHtml(span(comparison))}</p>
</header>
<main>
${tiles(comparison)}
${notes.length === 0 ? '' : `<ul class="notes" id="notes" aria-label="Notes">${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul>`}
<section class="card"><h2>Results</h2><p class="caption">Medians of one image a call. The first row is what the others are measured against.</p>
${resultsTable(comparison)}</section>
<div class="charts">
${columns.map((charts) => `<div>${charts.map(chartCard).join('\n')}</div>`).join('\n')}
</div>
<section class="card"><h2>What was measured</h2>${records(comparison)}</section>
</main>
<footer>Made by bitplane-deployer compare. Charts: Apache ECharts, included in this file.</footer>
<script type="application/json" id="chart-data">${scriptJson(columns.flat().map(({ id, option }) => ({ id, option })))}</script>
<script>${scriptSource(readFileSync(require.resolve('echarts/dist/echarts.common.min.js'), 'utf8'))}</script>
<script>${scriptSource(read('charts.client.js'))}</script>
</body>
</html>
`;
}

function chartCard({ id, title, caption, height }: Chart): string {
  const label = escapeHtml(`${title}. ${caption} The table has the same numbers.`);
  return `<section class="card"><h2>${title}</h2><p class="caption">${escapeHtml(caption)}</p>
<div class="chart" id="${id}" role="img" aria-label="${label}" style="height:${Math.round(height)}px"></div></section>`;
}

/** How many measurements, on what, from when to when. */
function span({ rows }: Comparison): string {
  const days = rows.map(({ report }) => report.created.slice(0, 10)).sort();
  const [from, to] = [days[0], days.at(-1) as string];
  const boards = [...new Set(rows.map(({ report }) => report.board.cpu))].join(', ');
  return `${rows.length} ${rows.length === 1 ? 'measurement' : 'measurements'} on ${boards}, ${from === to ? from : `${from} to ${to}`}`;
}

const read = (name: string): string => readFileSync(join(__dirname, name), 'utf8');

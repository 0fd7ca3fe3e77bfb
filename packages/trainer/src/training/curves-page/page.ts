// A run's curves as one HTML page that holds everything: style, data, the charting library. It asks the network for nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { History } from '../history';
import { chartsOf, type Chart } from './charts';

/** The browser itself sees to it that nothing is fetched. */
const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** Returns HTML. title: one line of text, which may hold anything. */
export function curvesPage(history: History, title: string): string {
  const charts = chartsOf(history);
  const data = charts.map(({ id, option }) => ({ id, option }));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)} · Bitplane</title>
<style>${read('style.css')}</style>
</head>
<body>
<header>
<p class="eyebrow">Bitplane</p>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(lastEpoch(history))}</p>
</header>
<main>
${charts.map(chartCard).join('\n')}
</main>
<footer>The horizontal axes are epochs. Charts: Apache ECharts, included in this file.</footer>
<script type="application/json" id="chart-data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${scriptSource(readFileSync(require.resolve('echarts/dist/echarts.common.min.js'), 'utf8'))}</script>
<script>${scriptSource(read('charts.client.js'))}</script>
</body>
</html>
`;
}

const chartCard = ({ id, title, caption }: Chart): string =>
  `<section class="card"><h2>${title}</h2><p class="caption">${caption}</p>
<div class="chart" id="${id}" role="img" aria-label="${title}. ${caption}"></div></section>`;

function lastEpoch({ epochs }: History): string {
  const last = epochs.at(-1);
  if (last === undefined) return 'The first epoch is not at its end.';
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  const held = last.validationAccuracy === null ? '' : `, ${percent(last.validationAccuracy)} on held-out images`;
  return `After epoch ${last.epoch}: loss ${last.loss.toFixed(3)}, ${percent(last.accuracy)} right while training${held}.`;
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** In JavaScript `<\/` within a string is `</`. */
const scriptSource = (source: string): string => source.replace(/<\/(script)/gi, '<\\/$1');

const read = (name: string): string => readFileSync(join(__dirname, name), 'utf8');

// One HTML page that holds everything: style, data, the charting library where there are charts. It asks the network
// for nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chart } from './chart';
import { escapeHtml, scriptJson, scriptSource } from './html';

export interface Page {
  /** One line of text, which may hold anything. So may `lead` and `footer`. */
  readonly title: string;
  /** A sentence below the title. */
  readonly lead: string;
  /** CSS of this page alone, after the style that all pages share. */
  readonly style: string;
  /** HTML between the header and the footer, with a chartCard for each chart. */
  readonly main: string;
  readonly footer: string;
  readonly charts: readonly Chart[];
  /** JavaScript of this page alone, after the charts are drawn. */
  readonly script?: string;
  /** Whether that may ask the server of the page; default: nobody is asked. */
  readonly asksServer?: boolean;
}

/** The browser itself sees to it that nothing else is fetched. */
const contentPolicy = (asksServer: boolean): string =>
  `default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:${asksServer ? "; connect-src 'self'" : ''}`;

/** Returns HTML. */
export function renderPage({
  title,
  lead,
  style,
  main,
  footer,
  charts,
  script = '',
  asksServer = false,
}: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(asksServer)}">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)} · Bitplane</title>
<style>${read('style.css')}${style}</style>
</head>
<body>
<header>
<p class="eyebrow">Bitplane</p>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(lead)}</p>
</header>
<main>
${main}
</main>
<footer>${escapeHtml(footer)}${charts.length > 0 ? ' Charts: Apache ECharts, included in this file.' : ''}</footer>
${charts.length > 0 ? chartScripts(charts) : ''}<script>${scriptSource(script)}</script>
</body>
</html>
`;
}

/** Their data, the library, and what draws them. */
const chartScripts = (charts: readonly Chart[]): string =>
  `<script type="application/json" id="chart-data">${scriptJson(charts.map(({ id, option }) => ({ id, option })))}</script>
<script>${scriptSource(readFileSync(require.resolve('echarts/dist/echarts.common.min.js'), 'utf8'))}</script>
<script>${scriptSource(read('charts.client.js'))}</script>
`;

const read = (name: string): string => readFileSync(join(__dirname, name), 'utf8');

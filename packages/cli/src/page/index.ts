// A page with charts, as an HTML file that needs nothing else.
export { CHART_BASE, CHART_FONT, CHART_TEXT, chartCard, seriesColor, type Chart } from './chart';
export { escapeHtml } from './html';
export { renderPage, type Page } from './page';
export { tileList } from './tiles';

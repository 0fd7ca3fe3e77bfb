// A chart of a page: options for ECharts as plain data, in the page's fonts and colours.
import { escapeHtml } from './html';

export interface Chart {
  readonly id: string;
  readonly title: string;
  /** One sentence below the title, also what a screen reader says. */
  readonly caption: string;
  /** In CSS pixels. */
  readonly height: number;
  /** ECharts' options. `var(--name)` means a colour of the page's style; charts.client.js fills it in. */
  readonly option: object;
}

const NUM_COLORS = 8;

/** The colour of a page's first, second, … series; the ninth has that of the first. */
export const seriesColor = (index: number): string => `var(--series-${(index % NUM_COLORS) + 1})`;

export const CHART_FONT = { fontFamily: 'inherit', fontSize: 13 };
export const CHART_TEXT = { ...CHART_FONT, color: 'var(--text)' };

/** The options that every chart starts with. */
export const CHART_BASE = {
  textStyle: CHART_TEXT,
  aria: { enabled: true },
  tooltip: {
    backgroundColor: 'var(--card)',
    borderColor: 'var(--line)',
    textStyle: CHART_TEXT,
    confine: true,
  },
};

/** The place in a page where a chart is drawn. spoken: what a screen reader says after the caption. Returns HTML. */
export function chartCard({ id, title, caption, height }: Chart, spoken = ''): string {
  const label = `${title}. ${caption} ${spoken}`.trim();
  return `<section class="card"><h2>${escapeHtml(title)}</h2><p class="caption">${escapeHtml(caption)}</p>
<div class="chart" id="${id}" role="img" aria-label="${escapeHtml(label)}" style="height:${Math.round(height)}px"></div></section>`;
}

// The curves of a run as one SVG file, readable on light and dark pages.
import * as echarts from 'echarts';
import type { History } from './history';

const WIDTH = 880;
const HEIGHT = 360;
const LOSS = '#c2571a';
const ACCURACY = '#2f6fde';
const VALIDATION = '#1f9d61';

/** Loss and accuracy against epochs. title: one line above. Returns SVG text. */
export function drawCurves({ points, epochs }: History, title: string): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  const validation = epochs.filter((entry) => entry.validationAccuracy !== null);
  const line = { type: 'line' as const, showSymbol: points.length < 2, lineStyle: { width: 2 } };
  chart.setOption({
    animation: false,
    backgroundColor: 'transparent',
    color: [LOSS, ACCURACY, VALIDATION],
    textStyle: { fontFamily: 'system-ui, sans-serif', color: TEXT },
    title: { text: title, left: 'center', top: 8, textStyle: { fontSize: 15, fontWeight: 600, color: TEXT } },
    legend: { bottom: 4, textStyle: { color: TEXT } },
    grid: { left: 64, right: 64, top: 56, bottom: 72 },
    xAxis: {
      ...axis('epochs'),
      type: 'value',
      min: 0,
      max: 'dataMax',
      nameLocation: 'middle',
      nameGap: 26,
      splitLine: { show: false },
    },
    yAxis: [
      { ...axis('loss'), type: 'value', scale: true },
      { ...axis('accuracy, %'), type: 'value', min: 0, max: 100, splitLine: { show: false } },
    ],
    series: [
      { ...line, name: 'loss', data: points.map((point) => [point.epoch, point.loss]) },
      {
        ...line,
        name: 'accuracy, training images',
        yAxisIndex: 1,
        data: points.map((point) => [point.epoch, 100 * point.accuracy]),
      },
      ...(validation.length > 0
        ? [
            {
              ...line,
              name: 'accuracy, held-out images',
              yAxisIndex: 1,
              showSymbol: true,
              data: validation.map((entry) => [entry.epoch, 100 * (entry.validationAccuracy ?? 0)]),
            },
          ]
        : []),
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg.replace(/(<svg[^>]*>)/, `$1${THEME}`);
}

// echarts writes colours as attributes; a style sheet has precedence over these, and follows the reader's colour scheme.
const TEXT = '#24292f';
const RULE = '#d0d7de';
const THEME = [
  '<style>',
  'svg{background:#fff}',
  '@media (prefers-color-scheme: dark){',
  `svg{background:#0d1117}text{fill:#e6edf3}path[stroke="${RULE}"]{stroke:#3d444d}`,
  '}</style>',
].join('');

const axis = (name: string) => ({
  name,
  nameTextStyle: { color: TEXT },
  axisLabel: { color: TEXT },
  axisLine: { lineStyle: { color: RULE } },
  splitLine: { lineStyle: { color: RULE } },
});

// The curves of a run as one SVG file, readable on light and dark pages.
import * as echarts from 'echarts';
import type { History } from './history';

const WIDTH = 960;
const HEIGHT = 360;
const TEXT = '#24292f';
const RULE = '#d0d7de';
const TRAINING = '#2f6fde';
const HELD_OUT = '#d1691c';

/** Two panels, loss and accuracy against epochs, under a title of one line. Returns SVG text. */
export function drawCurves({ points, epochs }: History, title: string): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  const heldOut = epochs.flatMap(({ epoch, validationAccuracy }) =>
    validationAccuracy === null ? [] : [[epoch, 100 * validationAccuracy]],
  );
  const training = curve('training images', TRAINING);
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    title: { text: title, left: 'center', top: 8, textStyle: { fontSize: 15, fontWeight: 600, color: TEXT } },
    legend: { bottom: 4, itemGap: 32, textStyle: { color: TEXT } },
    grid: [
      { left: 56, width: 380, top: 72, bottom: 80 },
      { left: 540, width: 380, top: 72, bottom: 80 },
    ],
    xAxis: [0, 1].map((gridIndex) => ({
      ...axis('epochs', gridIndex),
      min: 0,
      max: 'dataMax',
      nameLocation: 'middle',
      nameGap: 26,
      splitLine: { show: false },
    })),
    yAxis: [{ ...axis('loss', 0), scale: true }, axis('accuracy, %', 1)],
    series: [
      { ...training, ...panel(0), data: points.map((point) => [point.epoch, point.loss]) },
      { ...training, ...panel(1), data: points.map((point) => [point.epoch, 100 * point.accuracy]) },
      ...(heldOut.length > 0
        ? [{ ...curve('held-out images', HELD_OUT), ...panel(1), showSymbol: true, data: heldOut }]
        : []),
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg.replace(/(<svg[^>]*>)/, `$1${THEME}`);
}

// echarts writes colours as attributes; a style sheet has precedence over these, and follows the reader's colour
// scheme.
const THEME = [
  '<style>',
  'svg{background:#fff}',
  '@media (prefers-color-scheme: dark){',
  `svg{background:#0d1117}text{fill:#e6edf3}path[stroke="${RULE}"]{stroke:#3d444d}`,
  '}</style>',
].join('');

const panel = (index: number) => ({ xAxisIndex: index, yAxisIndex: index });

const curve = (name: string, color: string) => ({
  name,
  type: 'line' as const,
  color,
  showSymbol: false,
  symbol: 'circle',
  lineStyle: { width: 2 },
});

const axis = (name: string, gridIndex: number) => ({
  type: 'value' as const,
  gridIndex,
  name,
  nameTextStyle: { color: TEXT },
  axisLabel: { color: TEXT },
  axisLine: { lineStyle: { color: RULE } },
  splitLine: { lineStyle: { color: RULE } },
});

// The page's charts: a run's curves against epochs.
import { CHART_BASE, CHART_FONT, CHART_TEXT, seriesColor, type Chart } from '@bitplane/cli';
import type { History, LayerSigns } from '../history';

interface Curve {
  readonly name: string;
  /** [epochs, value] */
  readonly data: readonly (readonly [number, number])[];
}

/** In CSS pixels. */
const HEIGHT = 280;
/** Thin lines cross: the second colour is the one that differs most from the first. */
const COLORS = [0, 2, 1, 3, 4, 5, 6, 7].map(seriesColor);

export function chartsOf({ points, epochs }: History): Chart[] {
  const training = (value: (point: History['points'][number]) => number): Curve => ({
    name: 'training images',
    data: points.map((point) => [point.epoch, value(point)]),
  });
  const heldOut: Curve = {
    name: 'held-out images',
    data: epochs.flatMap(({ epoch, validationAccuracy }) =>
      validationAccuracy === null ? [] : [[epoch, 100 * validationAccuracy] as const],
    ),
  };
  const rate: Curve = { name: 'learning rate', data: points.map((point) => [point.epoch, point.learningRate]) };
  const charts = [
    chart('accuracy', 'Accuracy, %', 'Right answers while training, and on the images held out.', [
      training(({ accuracy }) => 100 * accuracy),
      heldOut,
    ]),
    chart('loss', 'Loss', 'As trained: smoothed labels, teacher and regularisers included.', [
      training(({ loss }) => loss),
    ]),
    chart('rate', 'Learning rate', 'Of the optimizer that moves the weights outside binary kernels.', [rate]),
  ];
  return epochs.some(({ layers }) => layers.length > 0) ? [...charts, ...layerCharts(epochs)] : charts;
}

function layerCharts(epochs: History['epochs']): Chart[] {
  const names = [...new Set(epochs.flatMap(({ layers }) => layers.map(({ layer }) => layer)))];
  const curves = (value: (layer: LayerSigns) => number): Curve[] =>
    names.map((name) => ({
      name,
      data: epochs.flatMap(({ epoch, layers }) =>
        layers.filter(({ layer }) => layer === name).map((layer) => [epoch, value(layer)] as const),
      ),
    }));
  return [
    chart(
      'flips',
      'Flip ratio, %',
      'Binary weights whose sign is another one than an epoch before. Near the end it should fall to almost nothing.',
      curves(({ flipRatio }) => 100 * flipRatio),
    ),
    chart(
      'step-flips',
      'Flips in a step, ‰',
      'Binary weights that change their sign in a step, mean of the epoch.',
      curves(({ flipRatioPerStep }) => 1000 * flipRatioPerStep),
    ),
    chart(
      'weights',
      'Weights of +1, %',
      'Share of binary weights that are +1.',
      curves(({ weightsPlus }) => 100 * weightsPlus),
    ),
    chart(
      'activations',
      'Activations of +1, %',
      'Share of the layer’s binary inputs that are +1, over the same images after each epoch.',
      curves(({ activationsPlus }) => 100 * activationsPlus),
    ),
    chart(
      'dead',
      'Dead channels, %',
      'Input channels with one and the same sign at every place of every one of these images.',
      curves(({ deadChannels, channels }) => (100 * deadChannels) / channels),
    ),
  ];
}

function chart(id: string, title: string, caption: string, curves: readonly Curve[]): Chart {
  const shown = curves.filter(({ data }) => data.length > 0);
  const option = {
    ...CHART_BASE,
    animation: false,
    tooltip: { ...CHART_BASE.tooltip, trigger: 'axis' },
    legend: {
      show: shown.length > 1,
      bottom: 0,
      left: 0,
      type: 'scroll',
      textStyle: CHART_TEXT,
    },
    grid: { left: 4, right: 16, top: 12, bottom: shown.length > 1 ? 40 : 8, containLabel: true },
    xAxis: { ...AXIS, min: 0, max: 'dataMax', splitLine: { show: false } },
    yAxis: { ...AXIS, scale: true },
    series: shown.map(({ name, data }, k) => ({
      type: 'line',
      name,
      data,
      color: COLORS[k % COLORS.length],
      symbol: 'circle',
      symbolSize: 5,
      showSymbol: data.length <= 30,
      lineStyle: { width: 2 },
    })),
  };
  return { id, title, caption, height: HEIGHT, option };
}

const AXIS = {
  type: 'value',
  axisLabel: { ...CHART_FONT, color: 'var(--muted)' },
  axisLine: { lineStyle: { color: 'var(--line)' } },
  splitLine: { lineStyle: { color: 'var(--line)' } },
};

// The page's charts: accuracy against epochs, and against each setting.
import { CHART_BASE, CHART_FONT, CHART_TEXT, seriesColor, type Chart } from '@bitplane/cli';
import type { ConfigurationResult, SweepResults } from '../results';
import { percent, settingPaths, settingText } from '../table';

/** In CSS pixels. */
const HEIGHT = 300;
/** Thin lines cross: more colours cannot be told apart. */
const MAX_COLORED = 6;

export function chartsOf({ configurations }: SweepResults): Chart[] {
  const measured = configurations.filter(({ runs }) => runs.some(({ accuracies }) => accuracies.length > 0));
  return [curves(measured), ...settingPaths(configurations).flatMap((path, k) => scatter(measured, path, k))];
}

/** Mean over the seeds that have come so far, 0 … 1. */
function accuracyAt({ runs }: ConfigurationResult, epoch: number): number | null {
  const values = runs.map(({ accuracies }) => accuracies[epoch - 1] ?? null).filter((value) => value !== null);
  return values.length < runs.length ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

const trainedEpochs = ({ runs }: ConfigurationResult): number =>
  Math.min(...runs.map(({ accuracies }) => accuracies.length));

/** The best have colours and names; all others are thin and grey. */
function curves(configurations: readonly ConfigurationResult[]): Chart {
  const series = configurations.map((configuration, k) => {
    const epochs = Array.from({ length: trainedEpochs(configuration) }, (_, epoch) => epoch + 1);
    const isColored = k < MAX_COLORED;
    return {
      type: 'line',
      name: `#${configuration.number}`,
      data: epochs.flatMap((epoch) => pointAt(configuration, epoch, epoch)),
      color: isColored ? seriesColor(k) : 'var(--muted)',
      symbol: 'circle',
      symbolSize: 5,
      lineStyle: { width: isColored ? 2 : 1, opacity: isColored ? 1 : 0.35 },
      itemStyle: { opacity: isColored ? 1 : 0.35 },
      z: isColored ? 3 : 2,
    };
  });
  const option = {
    ...CHART_BASE,
    animation: false,
    tooltip: { ...CHART_BASE.tooltip, trigger: 'item', formatter: '{b}' },
    legend: {
      ...{ bottom: 0, left: 0, type: 'scroll', textStyle: CHART_TEXT },
      data: configurations.slice(0, MAX_COLORED).map(({ number }) => `#${number}`),
    },
    grid: { left: 4, right: 16, top: 12, bottom: 40, containLabel: true },
    xAxis: { ...AXIS, minInterval: 1, min: 1, max: 'dataMax', splitLine: { show: false } },
    yAxis: { ...AXIS, scale: true },
    series,
  };
  return {
    ...{ id: 'curves', title: 'Held-out accuracy, %', height: HEIGHT, option },
    caption: `Against epochs, mean over the seeds. The best ${Math.min(MAX_COLORED, configurations.length)} have colours.`,
  };
}

/** Where all configurations have come to, so that they can be compared. */
function scatter(configurations: readonly ConfigurationResult[], path: string, color: number): Chart[] {
  const epoch = Math.min(...configurations.map(trainedEpochs).filter((epochs) => epochs > 0));
  if (!Number.isFinite(epoch)) return [];
  const values = configurations.map(({ settings }) => settings[path]);
  const isNumeric = values.every((value) => typeof value === 'number');
  const data = configurations.flatMap((configuration) => {
    const value = configuration.settings[path];
    const x = isNumeric ? (value as number) : settingText(value);
    return pointAt(configuration, epoch, x);
  });
  const xAxis = isNumeric ? numericAxis(values) : { ...AXIS, type: 'category' };
  const option = {
    ...CHART_BASE,
    animation: false,
    tooltip: { ...CHART_BASE.tooltip, trigger: 'item', formatter: '{b}' },
    grid: { left: 4, right: 24, top: 12, bottom: 8, containLabel: true },
    xAxis: { ...xAxis, splitLine: { show: false } },
    yAxis: { ...AXIS, scale: true },
    series: [{ type: 'scatter', data, symbolSize: 9, color: seriesColor(color) }],
  };
  return [
    {
      ...{ id: `setting-${color}`, title: path, height: HEIGHT, option },
      caption: `Held-out accuracy in % after epoch ${epoch}, which all configurations here have come to.`,
    },
  ];
}

/** Values over more than two orders of magnitude are compared by their ratios. */
function numericAxis(values: readonly number[]): object {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  return min > 0 && max / min > 100 ? { ...AXIS, type: 'log', min, max } : { ...AXIS, scale: true };
}

interface Point {
  readonly value: readonly [number | string, number];
  /** What the tooltip says. */
  readonly name: string;
}

/** None where the accuracy is not known. */
function pointAt(configuration: ConfigurationResult, epoch: number, x: number | string): Point[] {
  const accuracy = accuracyAt(configuration, epoch);
  if (accuracy === null) return [];
  const { number, settings } = configuration;
  const values = Object.entries(settings).map(([path, value]) => `${path.split('.').at(-1)} ${settingText(value)}`);
  const name = [`#${number}`, ...values, `epoch ${epoch}: ${percent(accuracy)}`].join(', ');
  return [{ value: [x, Number((100 * accuracy).toFixed(3))], name }];
}

const AXIS = {
  type: 'value',
  axisLabel: { ...CHART_FONT, color: 'var(--muted)' },
  axisLine: { lineStyle: { color: 'var(--line)' } },
  splitLine: { lineStyle: { color: 'var(--line)' } },
};

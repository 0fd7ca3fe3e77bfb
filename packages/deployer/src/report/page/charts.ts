// The page's charts: times, sizes, layers.
import { CHART_BASE, CHART_FONT, CHART_TEXT, seriesColor, type Chart } from '@bitplane/cli';
import type { Comparison, ComparisonRow } from '../comparison-row';
import { kilobytes, microseconds } from '../quantities';
import { timeOf } from '../row-texts';

const NUM_COLORS = 8;
const layerColor = (index: number): string => `var(--layer-${(index % NUM_COLORS) + 1})`;

const ROW_HEIGHT = 54;

/** Two columns, as even as they come: the layers' chart is long. */
export function chartsOf({ rows: all }: Comparison): readonly [readonly Chart[], readonly Chart[]] {
  const rows = all.filter(({ report }) => report.source !== 'emulated');
  const timed = rows.filter(({ report }) => report.benchmark.layers.length > 0);
  const times = bars(rows, {
    id: 'chart-times',
    title: 'Time per image',
    caption: 'Median of one image per call. Shorter is better.',
    value: ({ medianMs }) => medianMs,
    text: (row) => timeOf(row),
  });
  const sizes = bars(all, {
    id: 'chart-sizes',
    title: 'Model size',
    caption: 'The file that each engine loads, weights and thresholds included. Shorter is better.',
    value: ({ report }) => report.model.nbytes / 1000,
    text: ({ report }) => kilobytes(report.model.nbytes),
  });
  if (rows.length === 0) return [[sizes], []];
  return timed.length === 0 ? [[times], [sizes]] : [[times, sizes, layerShares(timed)], [layerTimes(rows, timed)]];
}

interface BarChart extends Pick<Chart, 'id' | 'title' | 'caption'> {
  readonly value: (row: ComparisonRow) => number;
  readonly text: (row: ComparisonRow) => string;
}

/** A bar a row, its name above it: names are long, phones narrow. */
function bars(rows: readonly ComparisonRow[], { id, title, caption, value, text }: BarChart): Chart {
  const data = rows.map((row, k) => ({
    value: value(row),
    itemStyle: { color: seriesColor(k), borderRadius: 4 },
    label: { formatter: text(row) },
  }));
  const option = {
    ...BASE,
    grid: { ...GRID, right: 84 },
    xAxis: VALUE_AXIS,
    yAxis: categoryAxis(rows.map(({ label }) => label)),
    series: [{ type: 'bar', barWidth: 18, data, label: { ...END_LABEL } }],
  };
  return { id, title, caption, height: rows.length * ROW_HEIGHT + 16, option };
}

/** One bar per layer and row, in the colours of the time chart. */
function layerTimes(all: readonly ComparisonRow[], rows: readonly ComparisonRow[]): Chart {
  const names = layerNames(rows);
  const bar = Math.max(8, 16 - 2 * rows.length);
  const series = rows.map((row) => ({
    type: 'bar',
    name: row.label,
    barWidth: bar,
    barGap: '25%',
    itemStyle: { color: seriesColor(all.indexOf(row)), borderRadius: 3 },
    label: { ...END_LABEL, fontSize: 11 },
    data: names.map((name) => {
      const layer = row.report.benchmark.layers.find((candidate) => candidate.name === name);
      return layer === undefined
        ? '-'
        : { value: layer.median_ns / 1000, label: { formatter: microseconds(layer.median_ns) } };
    }),
  }));
  const height = names.length * (rows.length * bar * 1.3 + 30) + 60;
  const option = {
    ...BASE,
    grid: { ...GRID, right: 76, bottom: 40 },
    legend: LEGEND,
    xAxis: VALUE_AXIS,
    yAxis: categoryAxis(names, (rows.length * bar * 1.3) / 2 + 6),
    series,
  };
  return {
    id: 'chart-layers',
    title: 'Time by layer',
    caption: 'Median of each layer, in the order in which they run.',
    height,
    option,
  };
}

/** Each row's layers as parts of a whole: what is worth making faster. */
function layerShares(rows: readonly ComparisonRow[]): Chart {
  const sums = rows.map(({ report }) => report.benchmark.layers.reduce((sum, layer) => sum + layer.median_ns, 0));
  const series = layerNames(rows).map((name, k) => ({
    type: 'bar',
    name,
    stack: 'layers',
    barWidth: 26,
    itemStyle: { color: layerColor(k), borderColor: 'var(--card)', borderWidth: 1 },
    data: rows.map(({ report }, row) => {
      const layer = report.benchmark.layers.find((candidate) => candidate.name === name);
      return Number(((100 * (layer?.median_ns ?? 0)) / sums[row]).toFixed(2));
    }),
  }));
  const option = {
    ...BASE,
    grid: { ...GRID, right: 12, bottom: 64 },
    legend: { ...LEGEND, type: 'scroll' },
    tooltip: { ...BASE.tooltip, trigger: 'item', valueFormatter: undefined, formatter: '{a}: {c} %' },
    xAxis: {
      ...VALUE_AXIS,
      max: 100,
      interval: 25,
      axisLabel: { show: true, formatter: '{value} %', color: 'var(--muted)', ...CHART_FONT },
    },
    yAxis: categoryAxis(
      rows.map(({ label }) => label),
      18,
    ),
    series,
  };
  return {
    id: 'chart-shares',
    title: 'Where the time goes',
    caption: "Each layer's share of all layers' time.",
    height: rows.length * 64 + 90,
    option,
  };
}

/** Of all rows, each once, in the order in which they run. */
function layerNames(rows: readonly ComparisonRow[]): string[] {
  return [...new Set(rows.flatMap(({ report }) => report.benchmark.layers.map(({ name }) => name)))];
}

const BASE = { ...CHART_BASE, animationDuration: 400, tooltip: { ...CHART_BASE.tooltip, formatter: '{b}' } };
const GRID = { left: 4, top: 12, bottom: 4 };
const LEGEND = {
  bottom: 0,
  left: 0,
  itemWidth: 12,
  itemHeight: 12,
  textStyle: CHART_TEXT,
  pageTextStyle: { color: 'var(--muted)' },
  pageIconColor: 'var(--text)',
  pageIconInactiveColor: 'var(--line)',
};
const END_LABEL = {
  show: true,
  position: 'right',
  color: 'var(--text)',
  fontFamily: 'inherit',
  fontSize: 13,
  fontWeight: 600,
};
const VALUE_AXIS = {
  type: 'value',
  min: 0,
  axisLabel: { show: false },
  splitNumber: 4,
  splitLine: { lineStyle: { color: 'var(--line)' } },
};

/** Names stand on the line above their bars; `lift` is from the middle of the row to there. */
const categoryAxis = (data: readonly string[], lift = 15) => ({
  type: 'category',
  inverse: true,
  data,
  z: 10,
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: {
    ...CHART_FONT,
    inside: true,
    margin: 0,
    align: 'left',
    verticalAlign: 'bottom',
    padding: [0, 0, lift, 0],
    color: 'var(--muted)',
  },
});

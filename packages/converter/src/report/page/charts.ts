// The page's charts: where the bytes of the file are, and where the products of an image are.
import { CHART_BASE, CHART_FONT, CHART_TEXT, seriesColor, type Chart } from '@bitplane/cli';
import type { ExportReport, LayerReport } from '../report';

interface Part {
  readonly name: string;
  readonly value: (layer: LayerReport) => number;
}

const BYTES: readonly Part[] = [
  { name: 'weights', value: ({ weightBytes }) => weightBytes },
  { name: 'thresholds', value: ({ thresholdBytes }) => thresholdBytes },
  { name: 'numbers', value: ({ otherBytes }) => otherBytes },
  { name: 'padding', value: ({ paddingBytes }) => paddingBytes },
];
const PRODUCTS: readonly Part[] = [
  { name: 'binary', value: ({ binaryMacs }) => binaryMacs },
  { name: 'of 8 bits and more', value: ({ integerMacs }) => integerMacs },
];

export const chartsOf = ({ layers }: ExportReport): Chart[] => [
  bars(layers, BYTES, { id: 'chart-bytes', title: 'Bytes by layer', caption: 'Parameters in model.bpm, in bytes.' }),
  bars(layers, PRODUCTS, {
    id: 'chart-products',
    title: 'Products by layer',
    caption: 'Multiply-adds of one image. A binary one costs about an eighth of one of 8 bits, or less.',
  }),
];

/** Stacked bars, one per layer that has any of the parts. */
function bars(
  layers: readonly LayerReport[],
  parts: readonly Part[],
  words: Pick<Chart, 'id' | 'title' | 'caption'>,
): Chart {
  const shown = layers.filter((layer) => parts.some(({ value }) => value(layer) > 0));
  const series = parts.map(({ name, value }, k) => ({
    type: 'bar',
    name,
    stack: 'all',
    barWidth: 14,
    itemStyle: { color: seriesColor(k) },
    data: shown.map(value),
  }));
  const option = {
    ...CHART_BASE,
    animationDuration: 300,
    tooltip: { ...CHART_BASE.tooltip, trigger: 'axis', axisPointer: { type: 'shadow' } },
    grid: { left: 4, right: 16, top: 4, bottom: 56, containLabel: true },
    legend: { bottom: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: CHART_TEXT },
    xAxis: {
      type: 'value',
      splitNumber: 3,
      axisLabel: { color: 'var(--muted)', ...CHART_FONT },
      splitLine: { lineStyle: { color: 'var(--line)' } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: shown.map(({ name }) => name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: 'var(--text)', ...CHART_FONT },
    },
    series,
  };
  return { ...words, height: shown.length * 26 + 80, option };
}

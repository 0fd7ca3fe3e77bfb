// Draws every quantizer and its gradient to docs/images/quantizers: npx tsx packages/trainer/src/quantizers/draw.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import * as echarts from 'echarts';
import { loadBackend } from '../backend';
import { createQuantizer, QUANTIZERS, type QuantizerConfig } from '.';

const FOLDER = join(__dirname, '../../../../docs/images/quantizers');
const WIDTH = 480;
const HEIGHT = 200;
// Readable on light and dark pages alike: there is no background.
const RULE = '#8b949e';
const FORWARD = '#2f6fde';
const GRADIENT = '#d1691c';
/** From −LIMIT to LIMIT, the ends of each step on neighbouring points. */
const LIMIT = 2.5;
const NUM_POINTS = 401;

/** One curve for each column of the operand [1, points, 1, columns]; for a kernel a column is a filter. */
interface Drawing {
  readonly config: QuantizerConfig;
  readonly columns?: number;
  /** Single values instead of a curve: neighbours differ at random. */
  readonly scattered?: boolean;
  /** In place of the first values of a layer's variables. */
  readonly variables?: Readonly<Record<string, readonly number[]>>;
}

/** Where the initial settings do not show what the quantizer does. */
const DRAWINGS: Readonly<Record<string, Drawing>> = {
  'react-sign': { config: 'react-sign', variables: { shift: [0.5] } },
  'residual-sign': { config: { name: 'residual-sign', scale: 'live' } },
  'bit-map': { config: { name: 'bit-map', bits: [1, 2], scale: 'live' }, columns: 2 },
  'mean-bits': { config: { name: 'mean-bits', meanBits: 1.5, scale: 'live' }, scattered: true },
  'ste-tern': { config: { name: 'ste-tern', threshold: 0.5 } },
};

async function main(): Promise<void> {
  await loadBackend();
  mkdirSync(FOLDER, { recursive: true });
  for (const name of Object.keys(QUANTIZERS)) {
    writeFileSync(join(FOLDER, `${name}.svg`), `${draw(DRAWINGS[name] ?? { config: name })}\n`);
  }
}

function draw(drawing: Drawing): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  const { points, forward, gradient } = sample(drawing);
  const panels = [
    { title: 'q(x)', values: forward, color: FORWARD },
    { title: '∂q/∂x', values: gradient, color: GRADIENT },
  ];
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    title: panels.map(({ title, color }, i) => ({
      text: title,
      left: 34 + 240 * i,
      top: 4,
      textStyle: { fontSize: 13, color },
    })),
    grid: panels.map((_, i) => ({ left: 34 + 240 * i, width: 196, top: 30, bottom: 26 })),
    xAxis: panels.map((_, gridIndex) => ({
      ...AXIS,
      gridIndex,
      min: -LIMIT,
      max: LIMIT,
      axisTick: { customValues: INTEGERS },
      axisLabel: { ...AXIS.axisLabel, customValues: INTEGERS },
    })),
    yAxis: panels.map(({ values }, gridIndex) => ({ ...AXIS, gridIndex, ...bounds(values) })),
    series: panels.flatMap(({ values, color }, i) =>
      values.map((column, of) => ({
        type: drawing.scattered === true ? ('scatter' as const) : ('line' as const),
        xAxisIndex: i,
        yAxisIndex: i,
        color,
        symbol: 'circle',
        symbolSize: 2,
        showSymbol: false,
        lineStyle: { width: 2, type: of === 0 ? ('solid' as const) : ('dashed' as const) },
        data: drawing.scattered === true ? everyFourth(points, column) : corners(points, column),
      })),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

interface Samples {
  readonly points: readonly number[];
  /** By column. */
  readonly forward: readonly (readonly number[])[];
  readonly gradient: readonly (readonly number[])[];
}

function sample({ config, columns = 1, variables: given = {} }: Drawing): Samples {
  const name = typeof config === 'string' ? config : config.name;
  const { quantize } = createQuantizer(config, { role: QUANTIZERS[name].roles[0], where: 'draw' });
  const variables = Object.fromEntries(
    Object.entries(given).map(([variable, values]) => [variable, new tf.LayerVariable(tf.tensor1d([...values]))]),
  );
  const apply = (x: tf.Tensor): tf.Tensor => quantize(x, { variables, training: false });
  const points = Array.from({ length: NUM_POINTS }, (_, i) => LIMIT * ((2 * i) / (NUM_POINTS - 1) - 1));
  return tf.tidy(() => {
    const operand = tf.tensor4d(
      points.flatMap((x) => new Array<number>(columns).fill(x)),
      [1, NUM_POINTS, 1, columns],
    );
    const byColumn = (values: tf.Tensor): number[][] =>
      values.reshape<tf.Tensor2D>([NUM_POINTS, columns]).transpose<tf.Tensor2D>().arraySync();
    return {
      points,
      forward: byColumn(apply(operand)),
      gradient: byColumn(tf.grad((x) => apply(x).sum())(operand)),
    };
  });
}

/** The curve without the points between two equal values: a straight line does not need them. */
const corners = (points: readonly number[], values: readonly number[]): [number, number][] =>
  points
    .map((x, i): [number, number] => [x, Number(values[i].toFixed(4))])
    .filter(([, y], i, all) => y !== all[i - 1]?.[1] || y !== all[i + 1]?.[1]);

const everyFourth = (points: readonly number[], values: readonly number[]): [number, number][] =>
  points.map((x, i): [number, number] => [x, Number(values[i].toFixed(4))]).filter((_, i) => i % 4 === 0);

/** Whole or even numbers around all values, with some air. */
const bounds = (columns: readonly (readonly number[])[]): { min: number; max: number; interval: number } => {
  const [low, high] = [Math.min(0, ...columns.flat()), Math.max(...columns.flat())];
  const interval = high - low > 4 ? 2 : 1;
  const outwards = (value: number): number => (value === 0 ? 0 : interval * Math.ceil(value / interval + 0.1));
  return { min: -outwards(-low), max: outwards(high), interval };
};

const INTEGERS = [-2, -1, 0, 1, 2];

const AXIS = {
  type: 'value' as const,
  axisLabel: { color: RULE, fontSize: 10 },
  axisLine: { onZero: true, lineStyle: { color: RULE } },
  splitLine: { show: false },
};

void main();

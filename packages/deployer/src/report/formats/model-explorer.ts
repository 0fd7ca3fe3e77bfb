import type { Comparison, ComparisonRow } from '../comparison-row';
import type { Format } from './format';

/**
 * Node data of Google's Model Explorer, for the graph of model.onnx, whose nodes and tensors are called as our layers
 * are: microseconds per layer of a comparison of one row; of more, how much longer or shorter in per cent the second
 * row's layers take than the baseline's, where that is beyond noise.
 */
export const modelExplorer: Format = {
  name: 'model-explorer',
  what: 'node data of Model Explorer, which paints times, or differences, on model.onnx',
  write: ({ rows }: Comparison) => {
    const [baseline, other] = rows;
    return `${JSON.stringify(other === undefined ? timesOf(baseline) : differencesOf(other), null, 2)}\n`;
  },
};

/** Of steps of several layers, the layer that names the step has the time. */
const timesOf = ({ label, layers, report }: ComparisonRow) => ({
  name: `µs per layer, ${label}`,
  results: resultsOf(report.source === 'emulated' ? [] : layers.map(({ name, ns }) => [name, ns / 1000])),
  gradient: [
    { stop: 0, bgColor: '#ffffff' },
    { stop: 1, bgColor: '#f59e0b' },
  ],
});

const differencesOf = ({ label, layers }: ComparisonRow) => ({
  name: `% longer than the baseline, ${label}`,
  results: resultsOf(
    layers.flatMap(({ name, difference }) =>
      difference === null ? [] : [[name, difference.verdict === 'same' ? 0 : 100 * (difference.ratio - 1)] as const],
    ),
  ),
  thresholds: [
    { value: -1e-9, bgColor: '#86efac' },
    { value: 0, bgColor: '#ffffff' },
    { value: 1e9, bgColor: '#fca5a5' },
  ],
});

const resultsOf = (values: readonly (readonly [string, number])[]) =>
  Object.fromEntries(values.map(([name, value]) => [name, { value: Number(value.toPrecision(4)) }]));

import * as tf from '@tensorflow/tfjs';
import { loadBackend } from './backend';
import { BinaryConv2D, BinaryDense, BinaryDepthwiseConv2D, QuantizedDense } from './layers';
import { buildNetwork, NETWORKS } from './networks';
import type { QuantizerConfig } from './quantizers';
import { formatSummary, summarize, type LayerSummary } from './summary';

beforeAll(loadBackend);

const build = (network: string): tf.LayersModel =>
  buildNetwork(network, { seed: 1, initialSlopes: 0.25, initialOutputScale: 1 });
const firstRow = (layer: tf.layers.Layer): LayerSummary => summarize(tf.sequential({ layers: [layer] }))[0];

test('planes count in multiply-adds as the exported model has them', () => {
  const cost = (inputQuantizer: QuantizerConfig, kernelQuantizer: QuantizerConfig) => {
    const inputShape = [4, 4, 8];
    const layer = new BinaryConv2D({
      filters: 8,
      kernelSize: 1,
      useBias: false,
      inputShape,
      inputQuantizer,
      kernelQuantizer,
    });
    const { bits, binaryWeights, binaryMacs, float32Weights, float32Nbytes } = firstRow(layer);
    expect([binaryWeights, float32Nbytes]).toEqual([64, 4 * (64 + float32Weights)]);
    return { bits, pairs: binaryMacs / (16 * 64) };
  };
  const residual = { name: 'residual-sign', bits: 2 };
  expect(cost('sign', 'approx-sign')).toEqual({ bits: '1 × 1', pairs: 1 });
  expect(cost(residual, 'sign')).toEqual({ bits: '2 × 1', pairs: 2 });
  expect(cost(residual, { name: 'residual-sign-kernel', bits: 3 })).toEqual({ bits: '2 × 3', pairs: 6 });
  expect(cost('sign', 'ste-tern')).toEqual({ bits: '1 × 2', pairs: 1 });
  expect(cost('sign', { name: 'mean-bits', meanBits: 1.5 })).toEqual({ bits: '1 × 1.5', pairs: 2 });
  expect(cost('sign', { name: 'bit-map', bits: [1, 3, 2, 3, 3, 3, 3, 3] })).toMatchObject({ pairs: 3 });
});

test('depthwise and dense layers, 8-bit and float ones, count their own multiply-adds', () => {
  const depthwise = new BinaryDepthwiseConv2D({ kernelSize: 3, strides: 2, depthMultiplier: 2, inputShape: [8, 8, 4] });
  expect(firstRow(depthwise)).toMatchObject({ binaryMacs: 16 * 72, binaryWeights: 72 });
  expect(firstRow(new BinaryDense({ units: 4, inputShape: [16] }))).toMatchObject({ binaryMacs: 64 });
  const dense = new QuantizedDense({ units: 4, inputShape: [16] });
  expect(firstRow(dense)).toMatchObject({ bits: '32 × 8', integerMacs: 64, int8Weights: 64 });
  const conv = tf.layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', inputShape: [8, 8, 4] });
  expect(firstRow(conv)).toMatchObject({ bits: '32 × 32', floatMacs: 64 * 72 });
});

test.each(Object.keys(NETWORKS))('the total of %s is the sum of its layers', (network) => {
  const rows = summarize(build(network));
  const total = rows.pop()!;
  expect(total.float32Nbytes).toBe(rows.reduce((sum, row) => sum + row.float32Nbytes, 0));
  expect(total.float32Nbytes).toBe(4 * build(network).countParams());
});

test('the table ends with the total, and a line that says what it comes to', () => {
  const lines = formatSummary(summarize(build('reference-plus'))).split('\n');
  expect(lines.at(-3)).toMatch(/│ total .* 222,464 │ +1,728 │ .* 23,825,664 │ +1,769,472 │/);
  expect(lines.at(-1)).toBe('93.1 % of 25,595,136 multiply-adds are binary');
});

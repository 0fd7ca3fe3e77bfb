// What a network's layers compute and hold, one by one.
import Table from 'cli-table3';
import * as tf from '@tensorflow/tfjs';
import { KernelLayer } from './layers';
import { allLayers } from './networks/all-layers';
import { FLOAT_BITS } from './quantizers/none';

/** One layer, or the sum of all. Costs are those of one image. */
export interface LayerSummary {
  readonly name: string;
  readonly kind: string;
  /** Without the batch, e.g. 32×32×64. */
  readonly output: string;
  /** Of an element of each operand, e.g. 1 × 2; empty for a layer that has no kernel. */
  readonly bits: string;
  readonly binaryWeights: number;
  readonly int8Weights: number;
  readonly float32Weights: number;
  readonly binaryMacs: number;
  readonly integerMacs: number;
  readonly floatMacs: number;
  /** Of all weights in float32. What they take in an exported file: exported-file.ts. */
  readonly float32Nbytes: number;
}

const COLUMNS = [
  'binaryWeights',
  'int8Weights',
  'float32Weights',
  'binaryMacs',
  'integerMacs',
  'floatMacs',
  'float32Nbytes',
] as const;
type Costs = Record<(typeof COLUMNS)[number], number>;

/**
 * A row for each layer that computes something, then the total. Weights that nothing but training reads are counted
 * too, as Keras does.
 */
export function summarize(model: tf.LayersModel): LayerSummary[] {
  const rows = allLayers(model)
    .filter((layer) => layer.getClassName() !== 'InputLayer')
    .map(summarizeLayer);
  const total = Object.fromEntries(
    COLUMNS.map((column) => [column, rows.reduce((sum, row) => sum + row[column], 0)]),
  ) as Costs;
  return [...rows, { name: 'total', kind: '', output: '', bits: '', ...total }];
}

function summarizeLayer(layer: tf.layers.Layer): LayerSummary {
  const shape = layer.outputShape as tf.Shape;
  return {
    name: layer.name,
    kind: layer.getClassName(),
    output: shape.slice(1).join('×'),
    ...(layer instanceof KernelLayer ? kernelCosts(layer) : floatCosts(layer)),
  };
}

function kernelCosts(layer: KernelLayer): Costs & Pick<LayerSummary, 'bits'> {
  const { binaryMacs, integerMacs, floatMacs, inputBits, kernelBits } = layer.cost();
  const kernel = tf.util.sizeFromShape(layer.kernel.shape as number[]);
  const isFloat = kernelBits === FLOAT_BITS;
  const float32Weights = layer.countParams() - (isFloat ? 0 : kernel);
  const isBinary = !isFloat && layer.latentWeights.length > 0;
  return {
    bits: `${inputBits} × ${kernelBits}`,
    binaryWeights: isBinary ? kernel : 0,
    int8Weights: isBinary || isFloat ? 0 : kernel,
    float32Weights,
    binaryMacs,
    integerMacs,
    floatMacs,
    float32Nbytes: 4 * layer.countParams(),
  };
}

function floatCosts(layer: tf.layers.Layer): Costs & Pick<LayerSummary, 'bits'> {
  const float32Weights = layer.countParams();
  const floatMacs = floatMacsOf(layer);
  return {
    bits: floatMacs === 0 ? '' : '32 × 32',
    ...{ binaryWeights: 0, int8Weights: 0, float32Weights, binaryMacs: 0, integerMacs: 0, floatMacs },
    float32Nbytes: 4 * float32Weights,
  };
}

/** Stock layers with a kernel, which a user's network may have. */
function floatMacsOf(layer: tf.layers.Layer): number {
  if (!['Conv2D', 'DepthwiseConv2D', 'Dense'].includes(layer.getClassName())) return 0;
  const pixels = tf.util.sizeFromShape((layer.outputShape as number[]).slice(1, -1));
  return pixels * tf.util.sizeFromShape(layer.weights[0].shape as number[]);
}

const HEAD = [
  ...['layer', 'kind', 'output', 'bits', 'binary weights', '8-bit weights', '32-bit weights'],
  ...['binary MACs', '8-bit MACs', 'float MACs', 'float32 kB'],
];

/** The summary as a table for a terminal, with what it comes to in a line below. */
export function formatSummary(rows: readonly LayerSummary[]): string {
  const table = new Table({
    head: HEAD,
    colAligns: HEAD.map((_, column) => (column < 3 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    const costs = COLUMNS.map((column) => (column.endsWith('ytes') ? kilobytes(row[column]) : count(row[column])));
    table.push([row.name, row.kind, row.output, row.bits, ...costs]);
  }
  return `${table.toString()}\n${conclusion(rows[rows.length - 1])}`;
}

function conclusion({ binaryMacs, integerMacs, floatMacs }: LayerSummary): string {
  const macs = binaryMacs + integerMacs + floatMacs;
  const share = macs === 0 ? 0 : (100 * binaryMacs) / macs;
  return `${share.toFixed(1)} % of ${macs.toLocaleString('en-US')} multiply-adds are binary`;
}

const kilobytes = (nbytes: number): string => (nbytes / 1000).toFixed(1);
const count = (value: number): string => (value === 0 ? '' : Math.round(value).toLocaleString('en-US'));

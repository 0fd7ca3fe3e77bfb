// The command `summary`: what a network costs, layer by layer.
import Table from 'cli-table3';
import * as tf from '@tensorflow/tfjs';
import { KernelLayer } from './layers';
import { allLayers } from './networks/all-layers';

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
  /** Of the weights in an exported model: planes of bits, bytes, and float32 for all else, before the converter folds it into thresholds. */
  readonly nbytes: number;
  /** Of the same weights in float32. */
  readonly float32Nbytes: number;
}

const COLUMNS = [
  'binaryWeights',
  'int8Weights',
  'float32Weights',
  'binaryMacs',
  'integerMacs',
  'floatMacs',
  'nbytes',
  'float32Nbytes',
] as const;
type Costs = Record<(typeof COLUMNS)[number], number>;

/** A row for each layer that computes something, then the total. Weights that nothing but training reads are counted too, as Keras does. */
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
  const { binaryMacs, integerMacs, inputBits, kernelBits, exportedNbits } = layer.cost();
  const kernel = tf.util.sizeFromShape(layer.kernel.shape as number[]);
  const float32Weights = layer.countParams() - kernel;
  const isBinary = layer.latentWeights.length > 0;
  return {
    bits: `${inputBits} × ${kernelBits}`,
    binaryWeights: isBinary ? kernel : 0,
    int8Weights: isBinary ? 0 : kernel,
    float32Weights,
    binaryMacs,
    integerMacs,
    floatMacs: 0,
    nbytes: exportedNbits / 8 + 4 * float32Weights,
    float32Nbytes: 4 * layer.countParams(),
  };
}

function floatCosts(layer: tf.layers.Layer): Costs & Pick<LayerSummary, 'bits'> {
  const float32Weights = layer.countParams();
  const floatMacs = floatMacsOf(layer);
  const nbytes = 4 * float32Weights;
  return {
    bits: floatMacs === 0 ? '' : '32 × 32',
    ...{ binaryWeights: 0, int8Weights: 0, float32Weights, binaryMacs: 0, integerMacs: 0, floatMacs },
    ...{ nbytes, float32Nbytes: nbytes },
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
  ...['binary MACs', '8-bit MACs', 'float MACs', 'kB', 'float32 kB'],
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

function conclusion({ nbytes, float32Nbytes, binaryMacs, integerMacs, floatMacs }: LayerSummary): string {
  const macs = binaryMacs + integerMacs + floatMacs;
  const share = macs === 0 ? 0 : (100 * binaryMacs) / macs;
  const ratio = nbytes === 0 ? 1 : float32Nbytes / nbytes;
  return (
    `weights: ${kilobytes(nbytes)} kB, ${ratio.toFixed(1)} times smaller than the ${kilobytes(float32Nbytes)} kB of float32; ` +
    `${share.toFixed(1)} % of ${macs.toLocaleString('en-US')} multiply-adds are binary`
  );
}

const kilobytes = (nbytes: number): string => (nbytes / 1000).toFixed(1);
const count = (value: number): string => (value === 0 ? '' : Math.round(value).toLocaleString('en-US'));

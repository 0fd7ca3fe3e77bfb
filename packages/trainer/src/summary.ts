// The command `summary`: what a network costs, layer by layer.
import Table from 'cli-table3';
import type * as tf from '@tensorflow/tfjs';
import { KernelLayer } from './layers';

/** One layer, or the sum of all. */
export interface LayerSummary {
  readonly name: string;
  readonly kind: string;
  /** Without the batch, e.g. 32×32×64. */
  readonly output: string;
  readonly binaryWeights: number;
  readonly int8Weights: number;
  readonly float32Weights: number;
  readonly binaryMacs: number;
  readonly integerMacs: number;
}

/** Costs of one image, with the weights at their width after training, before the converter folds them. The last row is the total. */
export function summarize(model: tf.LayersModel): LayerSummary[] {
  const rows = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer').map(summarizeLayer);
  const sum = (column: Column): number => rows.reduce((total, row) => total + row[column], 0);
  const total = Object.fromEntries(COLUMNS.map((column) => [column, sum(column)])) as Record<Column, number>;
  return [...rows, { name: 'total', kind: '', output: '', ...total }];
}

const COLUMNS = ['binaryWeights', 'int8Weights', 'float32Weights', 'binaryMacs', 'integerMacs'] as const;
type Column = (typeof COLUMNS)[number];

function summarizeLayer(layer: tf.layers.Layer): LayerSummary {
  const cost =
    layer instanceof KernelLayer ? layer.cost() : { binaryWeights: 0, int8Weights: 0, binaryMacs: 0, integerMacs: 0 };
  const shape = layer.outputShape as tf.Shape;
  return {
    name: layer.name,
    kind: layer.getClassName(),
    output: shape.slice(1).join('×'),
    ...cost,
    float32Weights: layer.countParams() - cost.binaryWeights - cost.int8Weights,
  };
}

/** Bytes of a row's weights: 1, 8 and 32 bits each. */
export const weightNbytes = (row: LayerSummary): number =>
  row.binaryWeights / 8 + row.int8Weights + 4 * row.float32Weights;

/** The summary as a table for a terminal. */
export function formatSummary(rows: readonly LayerSummary[]): string {
  const table = new Table({
    head: [
      'layer',
      'kind',
      'output',
      '1-bit weights',
      '8-bit weights',
      '32-bit weights',
      'binary MACs',
      'integer MACs',
      'kB',
    ],
    colAligns: ['left', 'left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    table.push([
      row.name,
      row.kind,
      row.output,
      ...COLUMNS.map((column) => count(row[column])),
      (weightNbytes(row) / 1000).toFixed(1),
    ]);
  }
  return table.toString();
}

const count = (value: number): string => (value === 0 ? '' : value.toLocaleString('en-US'));

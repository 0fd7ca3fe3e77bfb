// What a network takes as a .bpm file: the converter's own answer, before training too.
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import Table from 'cli-table3';
import { readWhole } from '@bitplane/cli';
import { modelBytes, paddingAdvice, readModel, type DataRecord, type LayerBytes, type Model } from '@bitplane/model';
import { throughConverter, type Outcome } from './converter';
import { allLayers } from './networks/all-layers';
import { exportRun } from './zoo/export-run';

interface Exporting {
  /** The images that it was trained on, whose classes' names are in the file. */
  readonly data?: DataRecord;
  /** Default: not yet. Channels that are constant then need not be so in the end, and are kept. */
  readonly isTrained?: boolean;
}

/** The network as the converter exports it. */
export const exportNetwork = (
  network: tf.LayersModel,
  name: string,
  { data, isTrained = false }: Exporting = {},
): Outcome<Model> =>
  throughConverter(
    network,
    (folder) => {
      const passes = isTrained ? undefined : 'no-remove-dead-channels';
      const exported = exportRun(folder, { name, folder: join(folder, 'export'), passes });
      return readModel(readWhole(exported.model), name);
    },
    data,
  );

const REACH = 0.3;

/**
 * Moves slopes and norms of an untrained network off their first values, as training does: thresholds then have the
 * forms that cost most, with a bound on either side and one per element that has a slope of its own. Untrained, they
 * would all collapse into the cheapest.
 */
export function unsettle(network: tf.LayersModel): void {
  for (const layer of allLayers(network)) {
    const isSlope = layer.getClassName() === 'PReLU';
    if (!isSlope && layer.getClassName() !== 'BatchNormalization') continue;
    const moved = layer.weights.map((weight, index) => {
      const offsets = tf.randomUniform(weight.shape as number[], -REACH, REACH, 'float32', index + 1);
      return isSlope ? offsets : weight.read().add(offsets);
    });
    layer.setWeights(moved);
    tf.dispose(moved);
  }
}

const PARTS = ['weights', 'thresholds', 'numbers', 'padding'] as const satisfies (keyof LayerBytes)[];
const REST = ['header', 'names', 'records', 'alignment'] as const;

interface Origin {
  /** Else it was moved by `unsettle`. */
  readonly isTrained: boolean;
  readonly float32Nbytes: number;
}

/** The bytes of the file by layer, as a table that adds up, advice where padding is much, and what it comes to. */
export function formatFile(model: Model, { isTrained, float32Nbytes }: Origin): string {
  const bytes = modelBytes(model);
  const table = new Table({
    head: ['in the file, bytes', 'kind', ...PARTS, 'together'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const cells = (of: LayerBytes): string[] => PARTS.map((part) => count(of[part]));
  for (const { layer, ...of } of bytes.layers) {
    const together = PARTS.reduce((sum, part) => sum + of[part], 0);
    if (together > 0) table.push([layer.name, layer.kind, ...cells(of), count(together)]);
  }
  for (const part of REST) table.push([part, '', '', '', '', '', count(bytes[part])]);
  table.push(['model.bpm', '', ...cells(bytes), count(bytes.file)]);
  const size = isTrained
    ? kilobytes(bytes.file)
    : `up to ${kilobytes(bytes.file)} once trained, without its classes' names`;
  const ratio = (float32Nbytes / bytes.file).toFixed(1);
  const conclusion = `model.bpm: ${size}, ${ratio} times smaller than the ${kilobytes(float32Nbytes)} of float32`;
  return [table.toString(), ...paddingAdvice(model), conclusion].join('\n');
}

const kilobytes = (nbytes: number): string => `${(nbytes / 1000).toFixed(1)} kB`;

const count = (value: number): string => (value === 0 ? '' : value.toLocaleString('en-US'));

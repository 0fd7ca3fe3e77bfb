// Writes Keras's files as Keras would, for tests.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { LayersModelFiles, WeightEntry } from './layers-model-files';

interface Hdf5 {
  readonly attributes: Record<string, Record<string, string | readonly string[]>>;
  readonly datasets: Record<string, { shape: readonly number[]; values: string; chunks?: readonly number[] }>;
}

/** { class_name, config } of the outermost model. */
export function topologyOf({ layers }: LayersModelFiles): object {
  const isFunctional = layers.some(({ inbound_nodes }) => inbound_nodes !== undefined);
  if (!isFunctional) return { class_name: 'Sequential', config: { name: 'sequential', layers } };
  const ends = (names: readonly unknown[]) => names.map((name) => [name, 0, 0]);
  const inputs = layers.filter(({ class_name }) => class_name === 'InputLayer').map(({ config }) => config.name);
  const config = {
    name: 'model',
    layers,
    input_layers: ends(inputs),
    output_layers: ends([layers.at(-1)?.config.name]),
  };
  return { class_name: 'Functional', config };
}

/** @param topology of another model with these weights. */
export function writeH5(file: string, draft: LayersModelFiles, topology: unknown = topologyOf(draft)): void {
  const attributes: Hdf5['attributes'] = {
    '': { model_config: JSON.stringify(topology), keras_version: '2.15.0', backend: 'tensorflow' },
  };
  const datasets: Hdf5['datasets'] = {};
  for (const { config } of draft.layers) {
    const weights = draft.weights.filter(({ name }) => name.startsWith(`${String(config.name)}/`));
    const group = `model_weights/${String(config.name)}`;
    // h5wasm writes no empty list, and Keras's of a layer without weights is as good as none.
    if (weights.length > 0) attributes[group] = { weight_names: weights.map(({ name }) => `${name}:0`) };
    for (const weight of weights) datasets[`${group}/${weight.name}:0`] = datasetOf(weight);
  }
  writeHdf5(file, { attributes, datasets });
}

/** A .keras file whose groups are named as in `groups`, layer → group. */
export function writeArchive(file: string, draft: LayersModelFiles, groups: Readonly<Record<string, string>>): void {
  const datasets: Hdf5['datasets'] = {};
  for (const [layer, group] of Object.entries(groups)) {
    const weights = draft.weights.filter(({ name }) => name.startsWith(`${layer}/`));
    weights.forEach((weight, index) => (datasets[`layers/${group}/vars/${index}`] = datasetOf(weight)));
  }
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-archive-'));
  try {
    const weights = join(folder, 'model.weights.h5');
    writeHdf5(weights, { attributes: {}, datasets });
    const text = (value: object) => Buffer.from(JSON.stringify(value));
    const entries = {
      'metadata.json': text({ keras_version: '2.15.0' }),
      'config.json': text(topologyOf(draft)),
      'model.weights.h5': readFileSync(weights),
    };
    writeFileSync(file, zipSync(entries, { level: 0 }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const datasetOf = ({ shape, values }: WeightEntry) => ({
  shape,
  values: Buffer.from(values.buffer).toString('base64'),
});

export const writeHdf5 = (file: string, content: Hdf5): void =>
  void execFileSync(process.execPath, [join(__dirname, 'write-hdf5.mjs'), file], { input: JSON.stringify(content) });

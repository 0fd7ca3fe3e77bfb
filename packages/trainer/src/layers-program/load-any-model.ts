// A LayersModel of ours, or of another program: its weights may be in several files.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { loadModel } from '../model-files';

/** path: the folder, or the JSON in it. Throws what loadModel and TensorFlow.js throw. */
export async function loadAnyModel(path: string): Promise<tf.LayersModel> {
  const file = statSync(path).isDirectory() ? join(path, 'model.json') : path;
  const folder = dirname(file);
  if (basename(file) === 'model.json' && existsSync(join(folder, 'weights.bin'))) return loadModel(folder);
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly modelTopology: object;
    readonly weightsManifest: tf.io.WeightsManifestConfig;
  };
  const parts = weightsManifest.flatMap(({ paths }) => paths.map((part) => readFileSync(join(folder, part))));
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  // Copied: a Buffer may be a part of a larger one.
  const weightData = new Uint8Array(Buffer.concat(parts)).buffer;
  return tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
}

// A standard LayersModel on disk, model.json and weights.bin, with and without TensorFlow's C library.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import writeFileAtomic from 'write-file-atomic';
import { BitplaneError } from '@bitplane/model';

const TOPOLOGY = 'model.json';
const WEIGHTS = 'weights.bin';

/** Whether a folder holds a trained network. */
export const hasModel = (folder: string): boolean => existsSync(join(folder, TOPOLOGY));

/** Writes `folder`/model.json and weights.bin, each atomically, model.json last. */
export async function saveModel(model: tf.LayersModel, folder: string): Promise<void> {
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const weights = Buffer.from(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
      const manifest = [{ paths: [WEIGHTS], weights: artifacts.weightSpecs }];
      const { modelTopology, format, generatedBy, convertedBy } = artifacts;
      mkdirSync(folder, { recursive: true });
      writeFileAtomic.sync(join(folder, WEIGHTS), weights);
      const json = { modelTopology, format, generatedBy, convertedBy, weightsManifest: manifest };
      writeFileAtomic.sync(join(folder, TOPOLOGY), `${JSON.stringify(json)}\n`);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const } });
    }),
  );
}

/** Reads what saveModel wrote. Throws E_MISSING_FILE, E_FILE for damaged files, E_LAYER for a layer that is not known. */
export async function loadModel(folder: string): Promise<tf.LayersModel> {
  for (const file of [TOPOLOGY, WEIGHTS]) {
    if (!existsSync(join(folder, file))) {
      throw new BitplaneError(
        'E_MISSING_FILE',
        `no ${file} in ${folder}: run "npx nx run trainer:train" first, or give --model DIR`,
      );
    }
  }
  const { modelTopology, weightsManifest } = readTopology(join(folder, TOPOLOGY));
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const bytes = readFileSync(join(folder, WEIGHTS));
  const expected = weightSpecs.reduce(
    (sum, { shape }) => sum + 4 * shape.reduce((product, size) => product * size, 1),
    0,
  );
  if (bytes.length !== expected) {
    throw new BitplaneError(
      'E_FILE',
      `${join(folder, WEIGHTS)}: expected ${expected} bytes for the weights of ${TOPOLOGY}, got ${bytes.length}: train again`,
    );
  }
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  try {
    return await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new BitplaneError('E_LAYER', `${join(folder, TOPOLOGY)} cannot be built: ${reason}`, { cause });
  }
}

interface Topology {
  readonly modelTopology: object;
  readonly weightsManifest: tf.io.WeightsManifestConfig;
}

function readTopology(path: string): Topology {
  let content: Partial<Topology>;
  try {
    content = JSON.parse(readFileSync(path, 'utf8')) as Partial<Topology>;
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${path}: expected the JSON of a LayersModel, got something else: train again`, {
      cause,
    });
  }
  const { modelTopology, weightsManifest } = content;
  if (modelTopology !== undefined && Array.isArray(weightsManifest)) return { modelTopology, weightsManifest };
  throw new BitplaneError(
    'E_FILE',
    `${path}: expected modelTopology and weightsManifest of a LayersModel, got ${Object.keys(content).join(', ')}`,
  );
}

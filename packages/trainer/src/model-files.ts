// A trained network on disk, with and without TensorFlow's C library: a standard LayersModel, model.json and
// weights.bin, or model.safetensors, which has the same in one file.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { readWhole, writeTogether } from '@bitplane/cli';
import { BitplaneError, readDataRecord, type DataRecord } from '@bitplane/model';
import { readModelSafetensors, SAFETENSORS } from './model-safetensors';
import { float32Bytes, type SavedModel } from './saved-model';

const TOPOLOGY = 'model.json';
const WEIGHTS = 'weights.bin';

/** Whether a folder holds a trained network, in either form. */
export const hasSavedModel = (folder: string): boolean => hasModel(folder) || existsSync(join(folder, SAFETENSORS));

/** Whether a folder holds a trained network as training leaves it. */
export const hasModel = (folder: string): boolean => existsSync(join(folder, TOPOLOGY));

/** Writes `folder`/model.json and weights.bin, both or none. Throws E_FILE where they cannot be written. */
export function saveModel(model: tf.LayersModel, folder: string, data?: DataRecord): void {
  writeTogether(modelFiles(model, folder, data));
}

/**
 * The files of a model, path → content: what `model.save('file://…')` of tfjs-node writes.
 * data: the images that it was trained on, for model.json's userDefinedMetadata.
 */
export function modelFiles(model: tf.LayersModel, folder: string, data?: DataRecord): Map<string, string | Uint8Array> {
  const weights = model.weights.map((weight) => ({ name: weight.originalName, tensor: weight.read() }));
  const manifest = weights.map(({ name, tensor }) => ({ name, shape: tensor.shape, dtype: tensor.dtype }));
  const json = {
    modelTopology: model.toJSON(null, false) as object,
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version['tfjs-layers']}`,
    convertedBy: null,
    weightsManifest: [{ paths: [WEIGHTS], weights: manifest }],
    ...(data === undefined ? {} : { userDefinedMetadata: { bitplane: data } }),
  };
  return new Map<string, string | Uint8Array>([
    [join(folder, WEIGHTS), float32Bytes(weights.map(({ tensor }) => tensor))],
    [join(folder, TOPOLOGY), `${JSON.stringify(json)}\n`],
  ]);
}

/**
 * Reads what saveModel or modelSafetensors wrote. Throws E_MISSING_FILE, E_FILE for damaged files, E_LAYER for a layer
 * that is not known.
 */
export async function loadModel(folder: string): Promise<tf.LayersModel> {
  const { path, topology, weights } = readSavedModel(folder);
  try {
    const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: topology }));
    writeWeights(model, weights);
    return model;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new BitplaneError('E_LAYER', `${path} cannot be built: ${reason}`, { cause });
  }
}

/** The files of a trained network, read but not built. Throws E_MISSING_FILE, and E_FILE for damaged ones. */
export function readSavedModel(folder: string): SavedModel {
  const path = join(folder, TOPOLOGY);
  if (!existsSync(path) && existsSync(join(folder, SAFETENSORS))) {
    return readModelSafetensors(join(folder, SAFETENSORS));
  }
  for (const file of [TOPOLOGY, WEIGHTS]) {
    if (!existsSync(join(folder, file))) {
      throw new BitplaneError(
        'E_MISSING_FILE',
        `no ${file} in ${folder}: run "npx nx run trainer:train" first, or give --model DIR`,
      );
    }
  }
  const { modelTopology: topology, weightsManifest } = readTopology(path);
  const specs = weightsManifest.flatMap((group) => group.weights);
  return { path, topology, weights: readWeights(join(folder, WEIGHTS), specs), data: readTrainedData(folder) };
}

/** The bytes of each weight, which are in the file in the order of the manifest. */
function readWeights(path: string, specs: readonly tf.io.WeightsManifestEntry[]): SavedModel['weights'] {
  const bytes = readWhole(path);
  const sizes = specs.map(({ shape }) => 4 * shape.reduce((product, size) => product * size, 1));
  const expected = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes.length !== expected) {
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected ${expected} bytes for the weights of ${TOPOLOGY}, got ${bytes.length}: train again`,
    );
  }
  let end = 0;
  return specs.map(({ name, shape }, i) => ({ name, shape, bytes: bytes.subarray(end, (end += sizes[i])) }));
}

/**
 * What a network says of the images that it was trained on; null in those of older versions. Throws what loadModel
 * throws.
 */
export function readTrainedData(folder: string): DataRecord | null {
  const path = join(folder, TOPOLOGY);
  if (!existsSync(path)) return readSavedModel(folder).data;
  return readDataRecord(readTopology(path).userDefinedMetadata?.bitplane, path);
}

/** Not by TensorFlow.js, which takes no two weights of one name: layers of nested models may have them. */
function writeWeights(model: tf.LayersModel, values: SavedModel['weights']): void {
  const pairs = pairByName(model.weights, values);
  const [missing] = model.weights.filter((weight) => !pairs.some(([paired]) => paired === weight));
  if (missing !== undefined) throw new Error(`it has no values for the weight ${missing.originalName}`);
  const [foreign] = values.filter((value) => !pairs.some(([, paired]) => paired === value));
  if (foreign !== undefined) throw new Error(`it has a weight ${foreign.name} that belongs to no layer`);
  for (const [weight, value] of pairs) writeWeight(weight, value);
}

/** Throws as TensorFlow.js does for another shape. */
export function writeWeight(weight: tf.LayerVariable, { shape, bytes }: SavedModel['weights'][number]): void {
  // Copied: a Float32Array must start at a multiple of four.
  const tensor = tf.tensor(new Float32Array(Uint8Array.from(bytes).buffer), [...shape]);
  weight.write(tensor);
  tensor.dispose();
}

/**
 * Each weight with the value of its name; of several weights of one name, the first with the first value, and so on.
 */
export function pairByName<Value extends { readonly name: string }>(
  weights: readonly tf.LayerVariable[],
  values: readonly Value[],
): [tf.LayerVariable, Value][] {
  const left = new Map<string, Value[]>();
  for (const value of values) left.set(value.name, [...(left.get(value.name) ?? []), value]);
  return weights.flatMap((weight): [tf.LayerVariable, Value][] => {
    const value = left.get(weight.originalName)?.shift();
    return value === undefined ? [] : [[weight, value]];
  });
}

interface Topology {
  readonly modelTopology: object;
  readonly weightsManifest: tf.io.WeightsManifestConfig;
  readonly userDefinedMetadata?: { readonly bitplane?: unknown };
}

function readTopology(path: string): Topology {
  const text = readWhole(path).toString();
  let content: Partial<Topology>;
  try {
    content = JSON.parse(text) as Partial<Topology>;
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${path}: expected the JSON of a LayersModel, got something else: train again`, {
      cause,
    });
  }
  const { modelTopology, weightsManifest, userDefinedMetadata } = content;
  if (modelTopology !== undefined && Array.isArray(weightsManifest)) {
    return { modelTopology, weightsManifest, userDefinedMetadata };
  }
  throw new BitplaneError(
    'E_FILE',
    `${path}: expected modelTopology and weightsManifest of a LayersModel, got ${Object.keys(content).join(', ')}`,
  );
}

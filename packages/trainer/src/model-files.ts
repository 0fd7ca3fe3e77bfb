// A standard LayersModel on disk, model.json and weights.bin, with and without TensorFlow's C library.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { readWhole, writeTogether } from '@bitplane/cli';
import { BitplaneError, readDataRecord, type DataRecord } from '@bitplane/model';

const TOPOLOGY = 'model.json';
const WEIGHTS = 'weights.bin';

/** Whether a folder holds a trained network. */
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

/** The values of float32 tensors, one after the other. */
export function float32Bytes(tensors: readonly tf.Tensor[]): Buffer {
  return Buffer.concat(
    tensors.map((tensor) => {
      const values = tensor.dataSync<'float32'>();
      return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    }),
  );
}

/**
 * Reads what saveModel wrote. Throws E_MISSING_FILE, E_FILE for damaged files, E_LAYER for a layer that is not known.
 */
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
  const bytes = readWhole(join(folder, WEIGHTS));
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
  try {
    const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology }));
    writeWeights(model, weightSpecs, bytes);
    return model;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new BitplaneError('E_LAYER', `${join(folder, TOPOLOGY)} cannot be built: ${reason}`, { cause });
  }
}

/**
 * What a model.json says of the images that its network was trained on; null in those of older versions. Throws what
 * loadModel throws.
 */
export function readTrainedData(folder: string): DataRecord | null {
  const path = join(folder, TOPOLOGY);
  return readDataRecord(readTopology(path).userDefinedMetadata?.bitplane, path);
}

/** Not by TensorFlow.js, which takes no two weights of one name: layers of nested models may have them. */
function writeWeights(model: tf.LayersModel, specs: readonly tf.io.WeightsManifestEntry[], bytes: Buffer): void {
  let offset = 0;
  const values = specs.map(({ name, shape }) => {
    const begin = offset;
    offset += 4 * shape.reduce((product, size) => product * size, 1);
    return { name, shape, bytes: bytes.subarray(begin, offset) };
  });
  const pairs = pairByName(model.weights, values);
  const [missing] = model.weights.filter((weight) => !pairs.some(([paired]) => paired === weight));
  if (missing !== undefined) throw new Error(`no weight ${missing.originalName} in ${WEIGHTS}`);
  const [foreign] = values.filter((value) => !pairs.some(([, paired]) => paired === value));
  if (foreign !== undefined) throw new Error(`${WEIGHTS} has a weight ${foreign.name} that belongs to no layer`);
  for (const [weight, { shape, bytes: own }] of pairs) {
    // Copied: a Float32Array must start at a multiple of four.
    const tensor = tf.tensor(new Float32Array(Uint8Array.from(own).buffer), shape);
    weight.write(tensor);
    tensor.dispose();
  }
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

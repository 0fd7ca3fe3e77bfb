// keras_metadata.pb: what Keras 2 knows of a network beside what TensorFlow runs.
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { asObject, type Json } from '../keras/raw-model';
import { readJson } from '../keras/read-json';
import { isFile, readFile } from '../read-file';
import { decodeMessage } from './messages';
import { reject } from './reject';

export const METADATA = 'keras_metadata.pb';
/** That of a network with a thousand layers has some megabytes. */
const MAX_NBYTES = 2 ** 26;
const ROOT = 'root';

export interface KerasMetadata {
  /** { class_name, config } of the outermost model. */
  readonly topology: Json | null;
  /**
   * The names of the models around a layer and its own, joined by slashes → the attributes that lead to it from the
   * outermost model.
   */
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

/** Throws E_FILE for a folder without it, which Keras 3 and models of another library write, or with a damaged one. */
export function readKerasMetadata(folder: string): KerasMetadata {
  const file = join(folder, METADATA);
  if (!isFile(file))
    throw new BitplaneError(
      'E_FILE',
      `${folder}: expected a SavedModel with a ${METADATA}, as Keras 2 writes it, got one without: it no longer has layers; ` +
        'save the network with model.save("network.keras") and give that file',
    );
  const { nodes } = decodeMessage('SavedMetadata', file, readFile(file, file, MAX_NBYTES));
  // Quantizers and metrics are objects too, but none that a layer's path leads through.
  const described = nodes.map(({ nodePath, metadata }) => ({
    nodePath,
    json: asObject(withoutTuples(readJson(`${file}: ${nodePath}`, metadata))),
  }));
  const root = described.find(({ nodePath }) => nodePath === ROOT)?.json;
  if (root === undefined) return reject(file, 'a network', 'a file without one');
  const names = new Map(described.map(({ nodePath, json }) => [nodePath, json?.name]));
  return { topology: asObject(root?.model_config) ?? root, paths: new Map(pathsOf(names)) };
}

/** Tuples and shapes are objects here, where Keras's other files have lists. */
function withoutTuples(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTuples);
  const object = asObject(value);
  if (object === null) return value;
  if (LISTS.includes(object.class_name) && Array.isArray(object.items)) return object.items.map(withoutTuples);
  return Object.fromEntries(Object.entries(object).map(([key, each]) => [key, withoutTuples(each)]));
}

const LISTS: readonly unknown[] = ['__tuple__', 'TensorShape'];

function* pathsOf(names: ReadonlyMap<string, unknown>): Generator<[string, readonly string[]]> {
  for (const nodePath of names.keys()) {
    const parts = nodePath.split('.');
    const around = parts.map((_, k) => parts.slice(0, k + 1).join('.')).slice(1);
    const path = around.map((each) => names.get(each)).filter((name) => typeof name === 'string');
    if (path.length > 0) yield [path.join('/'), parts.slice(1)];
  }
}

// The weights of a LayersModel: float32 arrays by name.
import { dirname, join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import type { Weight } from '../keras/network';
import { shown } from '../keras/shown';
import { readFile } from '../read-file';
import { realPathInside } from '../real-path-inside';

/** By name, in the order of the file: layers of nested models may share a name. */
export type Weights = ReadonlyMap<string, readonly Weight[]>;

interface ManifestWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: unknown;
  readonly quantization?: unknown;
}

interface ManifestGroup {
  readonly paths: readonly string[];
  readonly weights: readonly ManifestWeight[];
}

const FLOAT_NBYTES = 4;

/**
 * Reads what the `weightsManifest` of `file` lists; the weights' files lie beside it. Throws E_MISSING_FILE, and E_FILE
 * for a list of another form, another number of bytes, another type or quantised weights.
 */
export function readWeights(file: string, manifest: unknown): Weights {
  const weights = new Map<string, Weight[]>();
  for (const [name, weight] of requireManifest(file, manifest).flatMap((group) => readGroup(file, group))) {
    const others = weights.get(name);
    if (others === undefined) weights.set(name, [weight]);
    else others.push(weight);
  }
  return weights;
}

/** The files that the `weightsManifest` lists, in order, links followed. Throws what readWeights throws. */
export const weightFiles = (file: string, manifest: unknown): string[] =>
  requireManifest(file, manifest).flatMap((group) => shardsOf(file, group));

const shardsOf = (file: string, { paths }: ManifestGroup): string[] => paths.map((path) => locate(file, path));

/** In the folder of the file, which may come from somebody else. */
function locate(file: string, path: string): string {
  const place = realPathInside(dirname(file), path);
  if (place === 'outside') {
    const got = JSON.stringify(path);
    throw new BitplaneError('E_FILE', `${file}: expected weights in its folder, got ${got}; put them beside it`);
  }
  if (place !== null) return place.real;
  const missing = join(dirname(file), path);
  throw new BitplaneError('E_MISSING_FILE', `expected the weights of ${file}, found no file ${missing}`);
}

function requireManifest(file: string, manifest: unknown): ManifestGroup[] {
  if (isManifest(manifest)) return requireListedOnce(file, manifest);
  throw new BitplaneError(
    'E_FILE',
    `${file}: expected a weightsManifest of groups with paths and weights, got ${shown(manifest)}; save the network with model.save()`,
  );
}

/** A file listed again and again would fill the memory. */
function requireListedOnce(file: string, groups: ManifestGroup[]): ManifestGroup[] {
  const paths = groups.flatMap((group) => group.paths);
  if (new Set(paths).size === paths.length) return groups;
  throw new BitplaneError('E_FILE', `${file}: expected each file of weights once, got one that is listed twice`);
}

function isManifest(value: unknown): value is ManifestGroup[] {
  return Array.isArray(value) && value.every(isGroup);
}

function isGroup(value: unknown): value is ManifestGroup {
  const { paths, weights } = (value ?? {}) as Partial<ManifestGroup>;
  const listsFiles = Array.isArray(paths) && paths.every((path) => typeof path === 'string');
  return listsFiles && Array.isArray(weights) && weights.every(isWeight);
}

function isWeight(value: unknown): value is ManifestWeight {
  const { name, shape } = (value ?? {}) as Partial<ManifestWeight>;
  const isSize = (size: unknown) => Number.isSafeInteger(size) && (size as number) >= 0;
  return typeof name === 'string' && Array.isArray(shape) && shape.every(isSize);
}

function readGroup(file: string, group: ManifestGroup): [string, Weight][] {
  const { weights } = group;
  const shards = shardsOf(file, group);
  const bytes = joined(shards.map((path) => readFile(path, `expected the weights of ${file}, found no file ${path}`)));
  const expected = weights.reduce((sum, weight) => sum + numBytes(file, weight), 0);
  if (bytes.length !== expected) {
    throw new BitplaneError(
      'E_FILE',
      `${shards.join(', ')}: expected ${expected} bytes of weights as ${file} lists them, got ${bytes.length}; one of the files is damaged or from another run`,
    );
  }
  let offset = 0;
  return weights.map((weight) => {
    const end = offset + numBytes(file, weight);
    const values = floatsOf(bytes.subarray(offset, end));
    offset = end;
    return [weight.name, { shape: weight.shape, values }];
  });
}

/** Not copied where there is nothing to join: the weights are the most that a network has. */
const joined = (parts: readonly Buffer[]): Buffer => (parts.length === 1 ? parts[0] : Buffer.concat(parts));

/** A view of the bytes, or of a copy where they do not start at a multiple of four. */
function floatsOf(bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % FLOAT_NBYTES === 0 ? bytes : Uint8Array.from(bytes);
  return new Float32Array(buffer, byteOffset, byteLength / FLOAT_NBYTES);
}

function numBytes(file: string, { name, shape, dtype, quantization }: ManifestWeight): number {
  if (dtype !== 'float32' || quantization !== undefined) {
    throw new BitplaneError(
      'E_FILE',
      `${file}: weight ${name}: expected plain float32, got ${quantization === undefined ? shown(dtype) : 'quantised weights'}`,
    );
  }
  return FLOAT_NBYTES * shape.reduce((product, size) => product * size, 1);
}

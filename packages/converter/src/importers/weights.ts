// The weights of a LayersModel: float32 arrays by name.
import { existsSync, readFileSync } from 'node:fs';
import { BitplaneError } from '@bitplane/model';

export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type Weights = ReadonlyMap<string, Weight>;

interface ManifestWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: unknown;
}

interface ManifestGroup {
  readonly paths: readonly string[];
  readonly weights: readonly ManifestWeight[];
}

const FLOAT_NBYTES = 4;

/** Reads what `weightsManifest` lists. Throws E_MISSING_FILE, and E_FILE for another number of bytes, another type or quantised weights. */
export function readWeights(file: string, manifest: unknown, locate: (path: string) => string): Weights {
  if (!Array.isArray(manifest)) {
    throw new BitplaneError(
      'E_FILE',
      `${file}: expected a weightsManifest, got none; save the network with model.save()`,
    );
  }
  return new Map((manifest as ManifestGroup[]).flatMap((group) => readGroup(file, group, locate)));
}

function readGroup(
  file: string,
  { paths, weights }: ManifestGroup,
  locate: (path: string) => string,
): [string, Weight][] {
  const bytes = Buffer.concat(paths.map((path) => readShard(file, locate(path))));
  const expected = weights.reduce((sum, weight) => sum + numBytes(file, weight), 0);
  if (bytes.length !== expected) {
    throw new BitplaneError(
      'E_FILE',
      `${paths.join(', ')}: expected ${expected} bytes of weights as ${file} lists them, got ${bytes.length}; one of the files is damaged or from another run`,
    );
  }
  let offset = 0;
  return weights.map((weight) => {
    const end = offset + numBytes(file, weight);
    // Copied: a Float32Array must start at a multiple of four.
    const values = new Float32Array(Uint8Array.from(bytes.subarray(offset, end)).buffer);
    offset = end;
    return [weight.name, { shape: weight.shape, values }];
  });
}

function readShard(file: string, path: string): Buffer {
  if (!existsSync(path))
    throw new BitplaneError('E_MISSING_FILE', `expected the weights of ${file}, found no file ${path}`);
  return readFileSync(path);
}

function numBytes(file: string, { name, shape, dtype, quantization }: ManifestWeight): number {
  if (dtype !== 'float32' || quantization !== undefined) {
    throw new BitplaneError(
      'E_FILE',
      `${file}: weight ${name}: expected plain float32, got ${quantization === undefined ? dtype : 'quantised weights'}`,
    );
  }
  return FLOAT_NBYTES * shape.reduce((product, size) => product * size, 1);
}

// Models of the repository, and how outputs are compared.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredTensor } from '@bitplane/model';
import { unpackBits, type Tensor } from '../structures.ts';

const ROOT = join(__dirname, '../../../..');
const folders = (path: string): string[] =>
  readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

export const ZOO = folders('zoo');
export const VECTORS = folders('test/vectors');

export const readZoo = (name: string): Uint8Array => read(`zoo/${name}/model.bpm`);
export const readVectors = (name: string): { model: Uint8Array; golden: Uint8Array } => ({
  model: read(`test/vectors/${name}/model.bpm`),
  golden: read(`test/vectors/${name}/golden.bpv`),
});

const read = (path: string): Uint8Array => Uint8Array.from(readFileSync(join(ROOT, path)));

/** Bits of floats as whole numbers, so that −0 is not 0 and a NaN is itself; signs one by one. */
export function bitsOf(tensor: Tensor | StoredTensor): number[] {
  const { data } = tensor;
  if (tensor.element === 'float32') return [...new Uint32Array(Float32Array.from(data).buffer)];
  return 'name' in tensor && tensor.element === 'bits' ? [...unpackBits(tensor)] : [...data];
}

export const randomPixels = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, k) => (Math.imul(k + 1, 2654435761) ^ Math.imul(seed, 40503)) >>> 13);

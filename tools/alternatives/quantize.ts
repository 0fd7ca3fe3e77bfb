// onnxruntime's static quantization, in Python, with its packages in the cache.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPythonPackages, packagesFolder } from '@bitplane/cli';
import { imageNbytes, type LabelledImages } from '@bitplane/data';
import { BitplaneError } from '@bitplane/model';

const REQUIREMENTS = join(__dirname, 'requirements.txt');

/** How onnxruntime chooses the range of an activation. */
export const METHODS = ['MinMax', 'Entropy', 'Percentile'] as const;
export type Method = (typeof METHODS)[number];

/** Writes the network in 8 bits to `out`. images: those that choose the ranges. Throws E_SETUP, E_PROGRAM. */
export function quantize(model: string, images: LabelledImages, method: Method, out: string): void {
  const { count, height, width, channels } = images;
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-quantize-'));
  try {
    const file = join(folder, 'images.bin');
    const size = imageNbytes(images);
    const pixels = new Uint8Array(count * size);
    for (let k = 0; k < count; k++) images.read(k, pixels.subarray(k * size));
    writeFileSync(file, pixels);
    const args = [model, file, ...[height, width, channels].map(String), method, out];
    const { status, stderr, error } = spawnSync('python3', ['-B', join(__dirname, 'quantize.py'), ...args], {
      env: { ...process.env, PYTHONPATH: installPackages() },
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status === 0) return;
    const reason = error?.message ?? stderr.trim().split('\n').at(-1);
    throw new BitplaneError('E_PROGRAM', `expected onnxruntime to quantize ${model}, got: ${reason}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const installPackages = (): string =>
  installPythonPackages({
    folder: packagesFolder('quantize', REQUIREMENTS),
    requirements: REQUIREMENTS,
    what: 'onnx and onnxruntime',
    download: '50 MB',
    failure: (reason) =>
      new BitplaneError('E_SETUP', `${reason}; it takes Python 3.11 or later with pip, as python3 on the PATH`),
  });

// Networks whose files are fuzzed: small, with layers of many kinds.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LayersModelDraft } from '../../layers-model-files';
import type { Files } from '../mutations';

const BINARY = { input_quantizer: 'ste_sign', kernel_quantizer: 'ste_sign' };

export const larqDraft = (): LayersModelDraft =>
  new LayersModelDraft(1, 6)
    .add(
      'Conv2D',
      { name: 'stem', filters: 4, kernel_size: [3, 3], padding: 'same' },
      { kernel: [3, 3, 3, 4], bias: [4] },
    )
    .add('BatchNormalization', { name: 'bn', axis: [3] }, BATCH_NORM)
    .add(
      'QuantConv2D',
      { name: 'q', filters: 4, kernel_size: [3, 3], use_bias: false, padding: 'same', pad_values: 1, ...BINARY },
      { kernel: [3, 3, 4, 4] },
    )
    .add('MaxPooling2D', { name: 'pool', pool_size: [2, 2] })
    .add('PReLU', { name: 'prelu', shared_axes: [1, 2] }, { alpha: [1, 1, 4] })
    .add('Flatten', { name: 'flat' })
    .add('QuantDense', { name: 'head', units: 3, ...BINARY }, { kernel: [36, 3], bias: [3] });

const BATCH_NORM = { gamma: [4], beta: [4], moving_mean: [4], moving_variance: [4] };

/** What `write` writes in a folder, read once. */
export function filesOf(write: (folder: string) => void): () => Files {
  let files: Files | undefined;
  return () => (files ??= filesIn(write));
}

function filesIn(write: (folder: string) => void): Files {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-fuzz-'));
  try {
    write(folder);
    const names = readdirSync(folder, { recursive: true, withFileTypes: true });
    const paths = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return new Map(paths.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '@bitplane/model';
import { importNetwork } from '../../../importers';
import { OnnxDraft } from '../../onnx-draft';
import type { FuzzedReader } from '../reader';
import { filesOf } from './draft';

const FILE = 'network.onnx';

export const ONNX: FuzzedReader = {
  name: 'onnx',
  files: filesOf((folder) => writeFileSync(join(folder, FILE), network())),
  read: (folder) => importNetwork(join(folder, FILE), { input: 'u8/255' }).model,
};

/** Image 6 × 6 → floats → signs → binary convolution → pooled levels of 2 bits → 5 scores. */
function network(): Uint8Array {
  const draft = new OnnxDraft({ dims: [1, 3, 6, 6] });
  const random = seededRandom(1);
  const floats = (...dims: number[]): string => {
    const length = dims.reduce((product, size) => product * size, 1);
    return draft.constant(dims, Float32Array.from({ length }, random.bell));
  };
  const variance = draft.constant([4], [1, 2, 3, 4]);
  const stem = draft.node('Conv', ['x', floats(4, 3, 3, 3), floats(4)], { pads: [1, 1, 1, 1] });
  const norm = draft.node('BatchNormalization', [stem, variance, floats(4), floats(4), variance]);
  const bits = draft.node('BipolarQuant', [norm, draft.scalar(1)]);
  const weights = draft.node('BipolarQuant', [floats(4, 4, 3, 3), draft.scalar(0.5)]);
  const sums = draft.node('Add', [draft.node('Conv', [bits, weights], { kernel_shape: [3, 3] }), floats(4, 1, 1)]);
  const pooled = draft.node('MaxPool', [draft.node('Relu', [sums])], { kernel_shape: [2, 2], strides: [2, 2] });
  const numbers = [draft.scalar(0.5), draft.scalar(0), draft.scalar(2)];
  const levels = draft.node('Quant', [pooled, ...numbers], { signed: 0, narrow: 0 });
  const flat = draft.node('Flatten', [levels]);
  return draft.toBytes(draft.node('Gemm', [flat, floats(5, 16), floats(5)], { transB: 1 }));
}

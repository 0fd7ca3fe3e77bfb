// ONNX files: what PyTorch writes, with the quantizers of Brevitas and QONNX or without.
import type { Importer } from '../importer';
import { importOnnx } from './import-onnx';
import { isOnnx } from './recognize';
import { openRuntime } from './runtime';

export const ONNX: Importer = {
  name: 'onnx',
  looksLike: 'an ONNX file',
  recognizes: isOnnx,
  openRuntime,
  read: (path, options) => ({ ...importOnnx(path, options), data: null }),
};

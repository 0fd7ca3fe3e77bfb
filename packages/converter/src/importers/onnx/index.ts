// ONNX files: what PyTorch writes, with the quantizers of Brevitas and QONNX or without.
import type { Importer } from '../importer';
import { externalFiles } from './file/external-data';
import { readOnnxFile } from './file/read-model';
import { importOnnx } from './import-onnx';
import { isOnnx } from './recognize';
import { openRuntime } from './runtime';

export const ONNX: Importer = {
  name: 'onnx',
  looksLike: 'an ONNX file',
  recognizes: isOnnx,
  files: (path) => [path, ...externalFiles(path, readOnnxFile(path).graph.initializer)],
  openRuntime,
  read: (path, options) => ({ ...importOnnx(path, options), data: null }),
};

// All exporters. A new one is a file with its function and a line here.
import { makeGolden, writeGolden, writeModel } from '@bitplane/model';
import type { Exporter } from './exporter';
import { exportOnnx } from './onnx';
import { exportOnnxTwin } from './onnx-twin';

export const EXPORTERS: readonly Exporter[] = [
  { name: 'blob', path: 'model.bpm', toBytes: ({ model }) => writeModel(model) },
  { name: 'golden', path: 'golden/golden.bpv', toBytes: ({ model, images }) => writeGolden(makeGolden(model, images)) },
  { name: 'onnx', path: 'model.onnx', toBytes: ({ model }) => exportOnnx(model) },
  {
    name: 'twin-float',
    path: 'twin-float.onnx',
    optional: true,
    toBytes: ({ imported }) => exportOnnxTwin(imported, 'float32'),
  },
  {
    name: 'twin-int8',
    path: 'twin-int8.onnx',
    optional: true,
    toBytes: ({ imported }) => exportOnnxTwin(imported, 'int8'),
  },
];

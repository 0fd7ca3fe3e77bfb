// All exporters. A new one is a file with its function and a line here.
import { makeGolden, writeGolden, writeModel } from '@bitplane/model';
import { layerMetadata, sourceMetadata } from '../onnx/metadata';
import { exportCHeader } from './c-header';
import type { Exporter } from './exporter';
import { exportOnnx } from './onnx';
import { exportOnnxTwin, type TwinPrecision } from './onnx-twin';
import { ownTwin } from './own-twin';
import { exportQonnx } from './qonnx';
import { exportTfliteTwin } from './tflite-twin';
import { exportTwinScores } from './twin-scores';

export const EXPORTERS: readonly Exporter[] = [
  { name: 'blob', path: 'model.bpm', toBytes: ({ model }) => writeModel(model) },
  { name: 'golden', path: 'golden/golden.bpv', toBytes: ({ model, images }) => writeGolden(makeGolden(model, images)) },
  {
    name: 'onnx',
    path: 'model.onnx',
    toBytes: ({ imported, model, source, int2 }) =>
      exportOnnx(model, {
        layers: layerMetadata(imported, model),
        metadata: sourceMetadata(model, source),
        int2,
      }),
  },
  {
    name: 'qonnx',
    path: 'model.qonnx.onnx',
    optional: true,
    toBytes: ({ imported, model, source }) =>
      exportQonnx(model, {
        layers: layerMetadata(imported, model),
        metadata: sourceMetadata(model, source),
      }),
  },
  { name: 'c-header', path: 'model.h', optional: true, toBytes: ({ model }) => exportCHeader(model) },
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
  {
    ...{ name: 'twin-tflite', path: 'twin-int8.tflite', optional: true, mayLack: true },
    toBytes: ({ imported }) => exportTfliteTwin(imported),
  },
  ...ownTwinExporters('float', 'float32'),
  ...ownTwinExporters('int8', 'int8'),
  {
    ...{ name: 'twin-scores', path: 'twin-scores.json', optional: true, mayLack: true },
    toBytes: exportTwinScores,
  },
];

/** A folder as `deployer:push --engines` reads it. One image: golden vectors of floats are large. */
function ownTwinExporters(name: string, precision: TwinPrecision): Exporter[] {
  const isOptional = { optional: true, mayLack: true };
  return [
    {
      ...{ name: `twin-${name}-blob`, path: `twin-${name}/model.bpm`, ...isOptional },
      toBytes: (subject) => writeModel(ownTwin(subject, precision)),
    },
    {
      ...{ name: `twin-${name}-golden`, path: `twin-${name}/golden.bpv`, ...isOptional },
      toBytes: (subject) => writeGolden(makeGolden(ownTwin(subject, precision), subject.images.slice(0, 1))),
    },
  ];
}

/** Names of those that are written only where they are asked for. */
export const OPTIONAL_EXPORTERS: readonly string[] = EXPORTERS.filter(({ optional }) => optional).map(
  ({ name }) => name,
);

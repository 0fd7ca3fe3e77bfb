// What the twins that other runtimes read have to compute: a runtime on a board is compared with it before it is timed.
import { BitplaneError, run, type Model, type TensorOf } from '@bitplane/model';
import type { ExportSubject } from './exporter';
import { exportOnnxTwin } from './onnx-twin';
import { importBytes } from './own-twin';
import { exportTfliteTwin } from './tflite-twin';

/** tolerance: by how much of the largest score a runtime may differ. */
const TWINS = [
  // float32 sums in another order, over all layers.
  { file: 'twin-float.onnx', tolerance: 1e-4, write: (imported: Model) => exportOnnxTwin(imported, 'float32') },
  // Two steps of 8 bits: runtimes round halves, means and factors to bytes differently.
  { file: 'twin-int8.onnx', tolerance: 2 / 255, write: (imported: Model) => exportOnnxTwin(imported, 'int8') },
  { file: 'twin-int8.tflite', tolerance: 2 / 255, write: exportTfliteTwin },
];

interface TwinScores {
  readonly file: string;
  readonly tolerance: number;
  readonly scores: readonly (readonly number[])[];
}

/**
 * `bitplane-twin-scores/1`: the images of the golden vectors, bytes [height, width, channels] in base64, and the scores
 * of the reference interpreter on each twin as its file is read back. A twin that this network does not have is not
 * listed. Throws E_LAYER where it has none.
 */
export function exportTwinScores({ imported, images }: ExportSubject): Uint8Array {
  const failures: BitplaneError[] = [];
  const twins = TWINS.flatMap(({ file, tolerance, write }): TwinScores[] => {
    try {
      const model = importBytes(file, write(imported));
      return [{ file, tolerance, scores: images.map((image) => scoresOf(model, image)) }];
    } catch (error) {
      if (!(error instanceof BitplaneError)) throw error;
      failures.push(error);
      return [];
    }
  });
  if (twins.length === 0) throw failures[0];
  const { height, width, channels } = imported.input;
  const record = {
    schema: 'bitplane-twin-scores/1',
    input: [height, width, channels],
    images: images.map(({ data }) => Buffer.from(data).toString('base64')),
    twins,
  };
  return Buffer.from(`${JSON.stringify(record)}\n`);
}

const scoresOf = (model: Model, image: TensorOf<'uint8'>): number[] => Array.from(run(model, image).data, Number);

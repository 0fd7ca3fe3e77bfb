// A file of standard operators in onnxruntime, with further outputs: tensors inside the graph.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import type { OnnxFile } from './file/read-model';
import { encodeModelProto } from './proto/encode';

/**
 * Or why it cannot run there. Optimisation is off: it folds norms, which moves numbers that lie on thresholds.
 *
 * A message of protobuf that comes after another one adds to its lists: so the further outputs need no change of the
 * file's own bytes. Their types are inferred.
 */
export async function openSession(file: OnnxFile, outputs: readonly string[]): Promise<InferenceSession | string> {
  const further = encodeModelProto({ graph: { output: outputs.map((name) => ({ name })) } });
  try {
    return await InferenceSession.create(Buffer.concat([readFileSync(file.path), further]), {
      ...{ graphOptimizationLevel: 'disabled', intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 },
      externalData: externalFiles(file),
    });
  } catch (error) {
    return `onnxruntime rejects the file: ${(error as Error).message.split('\n')[0]}`;
  }
}

/** TensorProto.DataLocation */
const EXTERNAL = 1;

/** Read whole: a model that is bytes has no folder to look into. The importer has checked where they are. */
function externalFiles({ path, graph }: OnnxFile): { path: string; data: Uint8Array }[] {
  const entries = graph.initializer.flatMap(({ dataLocation, externalData }) =>
    dataLocation === EXTERNAL ? externalData : [],
  );
  const locations = new Set(entries.filter(({ key }) => key === 'location').map(({ value }) => value));
  return [...locations].map((location) => ({ path: location, data: readFileSync(join(dirname(path), location)) }));
}

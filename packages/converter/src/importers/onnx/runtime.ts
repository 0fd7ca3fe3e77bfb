// An ONNX file in onnxruntime, as it is: what the imported network is compared with.
import type { TensorOf } from '@bitplane/model';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { SourceRuntime } from '../importer';
import type { InputOptions } from '../input/image-tables';
import { isStandardDomain } from './file/read-model';
import { openOnnx } from './import-onnx';
import { elementsOf, viewDims } from './values/view';

/** Or why it cannot run there. Optimisation is off: it folds norms, which moves numbers that lie on thresholds. */
export async function openRuntime(path: string, options: InputOptions): Promise<SourceRuntime | string> {
  const { file, graph, image, tables } = openOnnx(path, options);
  const foreign = graph.nodes.find(({ domain }) => !isStandardDomain(domain));
  if (foreign !== undefined) return `onnxruntime does not know ${foreign.opType} of ${foreign.domain}`;
  const session = await openSession(file.path);
  if (typeof session === 'string') return session;
  const dims = viewDims(image.view);
  const elements = elementsOf(image.view);
  const isBytes = image.element === 'uint8';
  return {
    name: 'onnxruntime',
    scores: async ({ data, channels }: TensorOf<'uint8'>) => {
      const one = (element: number): number => (isBytes ? data[element] : tables[element % channels][data[element]]);
      const length = dims.reduce((product, dim) => product * dim, 1);
      // Where the batch is fixed, the image is all of it.
      const numbers = Array.from({ length }, (_, k) => one(elements[k % elements.length]));
      const input = isBytes
        ? new Tensor('uint8', Uint8Array.from(numbers), dims)
        : new Tensor('float32', Float32Array.from(numbers), dims);
      const output = await session.run({ [graph.input.name]: input });
      const scores = output[graph.output].data as Float32Array;
      return scores.subarray(0, scores.length / dims[0]);
    },
    finish: FINISHES[graph.nodes.at(-1)!.opType] ?? ((scores) => scores),
    close: () => session.release(),
  };
}

const logSoftmax = (scores: ArrayLike<number>): number[] => {
  const largest = Math.max(...Array.from(scores));
  const sum = Array.from(scores).reduce((total, score) => total + Math.exp(score - largest), 0);
  return Array.from(scores, (score) => score - largest - Math.log(sum));
};

/** Last nodes that are left out. */
const FINISHES: Readonly<Record<string, SourceRuntime['finish']>> = {
  Softmax: (scores) => logSoftmax(scores).map(Math.exp),
  LogSoftmax: logSoftmax,
};

async function openSession(path: string): Promise<InferenceSession | string> {
  try {
    return await InferenceSession.create(path, {
      ...{ graphOptimizationLevel: 'disabled', intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 },
    });
  } catch (error) {
    return `onnxruntime rejects the file: ${(error as Error).message.split('\n')[0]}`;
  }
}

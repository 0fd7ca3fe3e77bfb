// Times an ONNX graph in onnxruntime as the on-board program times a model: one image a call, one thread, medians.
import { InferenceSession, Tensor } from 'onnxruntime-node';

/**
 * Nanoseconds of each timed call. The call from JavaScript is included (about 20 µs): a user of onnxruntime-node pays
 * it too.
 */
export interface TimedGraph {
  run(repeats: number): Promise<number[]>;
}

/**
 * Opens a graph whose only input is one uint8 image [1, 32, 32, 3], or whatever shape the graph declares. Warm after it
 * returns.
 */
export async function openGraph(file: string): Promise<TimedGraph> {
  const session = await InferenceSession.create(file, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  const feeds = Object.fromEntries(session.inputMetadata.map((input) => [input.name, sampleImage(input)]));
  const graph = {
    async run(repeats: number): Promise<number[]> {
      const times: number[] = [];
      for (let i = 0; i < repeats; i++) {
        const start = process.hrtime.bigint();
        await session.run(feeds);
        times.push(Number(process.hrtime.bigint() - start));
      }
      return times;
    },
  };
  await graph.run(WARM_UP_CALLS);
  return graph;
}

const WARM_UP_CALLS = 30;

function sampleImage(input: InferenceSession.ValueMetadata): Tensor {
  if (!input.isTensor) throw new TypeError(`input ${input.name} is not a tensor`);
  const dims = input.shape.map((size) => (typeof size === 'number' && size > 0 ? size : 1));
  const length = dims.reduce((product, size) => product * size, 1);
  if (input.type === 'uint8')
    return new Tensor(
      'uint8',
      Uint8Array.from({ length }, (_, i) => (i * 37) & 255),
      dims,
    );
  return new Tensor(
    'float32',
    Float32Array.from({ length }, (_, i) => ((i * 37) & 255) / 256),
    dims,
  );
}

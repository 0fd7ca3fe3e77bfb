// The network as the ONNX file that the converter makes of it, in onnxruntime-web: floats instead of bits. The worker
// loads this file when it is asked for the first twin.
import { exportOnnx, ONNX_INPUT, ONNX_OUTPUT } from '@bitplane/converter/onnx';
import type { Model } from '@bitplane/model';
import type { Pixels } from '@bitplane/wasm';
import type * as onnxruntime from 'onnxruntime-web';

export interface Twin {
  /** Of the ONNX file. */
  readonly nbytes: number;
  /** The scores. */
  run(pixels: Pixels): Promise<Float32Array>;
  free(): Promise<void>;
}

/** Rejects with E_LAYER where no ONNX file can say the same exactly, and where onnxruntime-web does not arrive. */
export async function startTwin(model: Model): Promise<Twin> {
  const file = exportOnnx(model);
  const { input } = model;
  const ort = await loadOnnxruntime();
  const session = await ort.InferenceSession.create(file, { executionProviders: ['wasm'] });
  const dims = [1, input.height, input.width, input.channels];
  return {
    nbytes: file.length,
    run: async (pixels) => {
      const image = new ort.Tensor('uint8', Uint8Array.from(pixels), dims);
      const { [ONNX_OUTPUT]: scores } = await session.run({ [ONNX_INPUT]: image });
      return scores.data as Float32Array;
    },
    free: () => session.release(),
  };
}

type Onnxruntime = typeof onnxruntime;

let loading: Promise<Onnxruntime> | null = null;

/** On one thread: more need headers that servers of static files do not send, and ours runs on one as well. */
function loadOnnxruntime(): Promise<Onnxruntime> {
  loading ??= (async () => {
    const [ort, { default: url }] = await Promise.all([
      import('onnxruntime-web'),
      import('onnxruntime-web/module.wasm?url'),
    ]);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`expected onnxruntime-web, got HTTP status ${response.status}: load it again`);
    ort.env.wasm.wasmBinary = await response.arrayBuffer();
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
    return ort;
  })();
  loading.catch(() => (loading = null));
  return loading;
}

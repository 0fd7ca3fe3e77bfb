// onnxruntime for browsers, which runtime-c:bench-wasm runs beside ours.
import { tarballStep } from '../tarball-step.mjs';

export const onnxruntimeWeb = tarballStep({
  name: 'onnxruntime-web',
  file: 'package/dist/ort.wasm.bundle.min.mjs',
  gives: 'onnxruntime for browsers, to compare with',
  costOfMissing: '`npx nx run runtime-c:bench-wasm` has nothing to compare networks with, and fetches it',
  optional: true,
  onlyForTests: true,
});

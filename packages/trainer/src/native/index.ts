// Native training ops: what takes long in TensorFlow.js, computed by a library of ours inside TensorFlow. Each file
// holds one op, with its twin: the TensorFlow.js operations that define it, and that run where there is no library.
import { add } from './add';
import { useNativeBatchNorm } from './batch-norm';
import { loadLibrary } from './library';
import { maxPool, maxPoolGradient } from './max-pool';
import { overrideGradient, overrideKernel } from './overrides';
import { prelu, preluGradient } from './prelu';
import { relu, reluGradient } from './relu';
import { sumRows } from './rows';
import { signConv2D } from './sign-conv2d';

const KERNELS = [add, maxPool, prelu, relu, signConv2D, sumRows];
const GRADIENTS = [maxPoolGradient, preluGradient, reluGradient];

/**
 * Makes every layer of the process use the native ops, TensorFlow.js's own layers included. TensorFlow's Node backend
 * must be loaded. Returns null, or in one line why there are none; everything then runs without them, slower.
 */
export function useNativeOps(): string | null {
  const reason = loadLibrary();
  if (reason !== null) return reason;
  KERNELS.forEach(overrideKernel);
  GRADIENTS.forEach(overrideGradient);
  useNativeBatchNorm();
  return null;
}

// The only file that picks and loads a TensorFlow.js backend. All others import '@tensorflow/tfjs' and run on whatever
// is loaded here.
import * as tf from '@tensorflow/tfjs';
import { BitplaneError } from '@bitplane/model';
import nodeUtil from 'node:util';
import { registerFastGradients } from './gradients';
import { registerLayers } from './layers';
import { useNativeOps } from './native';

export interface Backend {
  /** `tensorflow`: TensorFlow's C library. `cpu`: plain JavaScript, for a smoke test only. */
  readonly name: 'tensorflow' | 'cpu';
  /** What the user has to know before the wait starts; null when all is well. */
  readonly notice: string | null;
}

/**
 * Loads the fastest backend there is, and with it this package's layers and gradients. Without TensorFlow's C library
 * it falls back to plain JavaScript and says so in `notice`, which a command line must show.
 */
export async function loadBackend(): Promise<Backend> {
  registerLayers();
  registerFastGradients();
  tf.enableProdMode();
  const reason = await loadTensorFlow();
  if (reason === null) return { name: 'tensorflow', notice: slowerNotice(useNativeOps()) };
  await tf.setBackend('cpu');
  return {
    name: 'cpu',
    notice:
      `TensorFlow's C library cannot be loaded (${reason}). Continuing in plain JavaScript, which trains the reference network ` +
      'at less than one image per second: enough to try a tiny network, no more. Run "npm run setup" to install the library.',
  };
}

/**
 * TensorFlow.js as it comes, with this package's layers and nothing that makes it faster: what the bench compares with.
 */
export async function loadPlainBackend(): Promise<Backend> {
  registerLayers();
  tf.enableProdMode();
  const reason = await loadTensorFlow();
  if (reason === null) return { name: 'tensorflow', notice: null };
  throw new BitplaneError('E_SETUP', `TensorFlow's C library cannot be loaded (${reason}): run "npm run setup"`);
}

const slowerNotice = (reason: string | null): string | null =>
  reason &&
  `the native training ops are not used (${reason}): training gives the same results but is several times slower. Run "npm run setup" to build them.`;

/** Returns null, or in one line why the native backend did not load. */
async function loadTensorFlow(): Promise<string | null> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  restoreRemovedChecks();
  try {
    await import('@tensorflow/tfjs-node');
    await tf.setBackend('tensorflow');
    return null;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split('\n')[0].trim();
  }
}

/** tfjs-node 4.22 calls two functions of node:util that Node 23 removed and that Nodes before it warn about. */
function restoreRemovedChecks(): void {
  Object.assign(nodeUtil, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
}

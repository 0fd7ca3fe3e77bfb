import type * as tf from '@tensorflow/tfjs';
import type { NetworkStart } from './network';
import { referencePlusOf } from './reference-plus';

/**
 * The layers of reference-plus with two residual bits for every activation and every binary weight: four binary
 * multiply-adds in the place of one; images [N, 32, 32, 3] of 0 … 255 → scores [N, 10].
 *
 * The scales of activations are running means after training, those of weights belong to a filter each: constants of
 * the exported model. Between two convolutions it computes in float32, since several planes do not fold into
 * thresholds.
 */
export const reference2Bit = (start: NetworkStart): tf.LayersModel =>
  referencePlusOf(start, {
    name: 'reference-2bit',
    inputQuantizer: { name: 'residual-sign', bits: 2 },
    kernelQuantizer: { name: 'residual-sign-kernel', bits: 2 },
  });

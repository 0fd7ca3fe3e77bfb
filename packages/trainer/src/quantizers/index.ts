// The quantizers that a binary layer can name in its configuration.
import type * as tf from '@tensorflow/tfjs';
import { BitplaneError } from '@bitplane/model';
import { steSign } from './ste-sign';

/** float32 → ±1 of the same shape, with a pseudo-gradient. */
export type Quantizer = (x: tf.Tensor) => tf.Tensor;

const QUANTIZERS: Readonly<Record<string, Quantizer>> = {
  sign: (x) => steSign(x),
};

/** Throws E_LAYER for a name that is not listed. */
export function quantizerNamed(name: string, where: string): Quantizer {
  if (Object.hasOwn(QUANTIZERS, name)) return QUANTIZERS[name];
  throw new BitplaneError(
    'E_LAYER',
    `${where}: expected a quantizer (${Object.keys(QUANTIZERS).join(', ')}), got "${name}"`,
  );
}

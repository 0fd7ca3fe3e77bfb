// The quantizers that a layer can name in its configuration.
import type * as tf from '@tensorflow/tfjs';
import { didYouMean } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { APPROX_SIGN } from './approx-sign';
import { BIT_MAP } from './bit-map';
import { DOREFA } from './dorefa';
import { MAGNITUDE_AWARE_SIGN } from './magnitude-aware-sign';
import { MEAN_BITS } from './mean-bits';
import { NONE } from './none';
import { withPseudoGradient } from './pseudo-gradient';
import { EITHER, type Place, type Quantizer, type QuantizerKind, type Role } from './quantizer';
import { REACT_SIGN } from './react-sign';
import { RESIDUAL_SIGN } from './residual-sign';
import { RESIDUAL_SIGN_KERNEL } from './residual-sign-kernel';
import { completeSettings } from './settings';
import { STE_HEAVISIDE } from './ste-heaviside';
import { STE_SIGN } from './ste-sign';
import { STE_TERN } from './ste-tern';
import { SWISH_SIGN } from './swish-sign';

export const QUANTIZERS: Readonly<Record<string, QuantizerKind>> = {
  sign: STE_SIGN,
  'approx-sign': APPROX_SIGN,
  'swish-sign': SWISH_SIGN,
  'react-sign': REACT_SIGN,
  'magnitude-aware-sign': MAGNITUDE_AWARE_SIGN,
  'residual-sign': RESIDUAL_SIGN,
  'residual-sign-kernel': RESIDUAL_SIGN_KERNEL,
  'bit-map': BIT_MAP,
  'mean-bits': MEAN_BITS,
  dorefa: DOREFA,
  'ste-tern': STE_TERN,
  'ste-heaviside': STE_HEAVISIDE,
  none: NONE,
};

/** A quantizer by its name alone, or with settings: 'sign', { name: 'residual-sign', bits: 3 }. */
export type QuantizerConfig = string | { readonly name: string; readonly [setting: string]: unknown };

/** A user's quantizer, element by element: forward(x) and its pseudo-derivative. */
export interface OwnQuantizer {
  /** Left out: not known. */
  readonly range?: readonly [number, number];
  /** Planes of ±1 that an element takes; 1 if left out. */
  readonly numBits?: number;
  readonly forward: (x: tf.Tensor) => tf.Tensor;
  readonly derivative: (x: tf.Tensor) => tf.Tensor;
}

const own = new Map<string, QuantizerKind>();

/**
 * Makes layers know a quantizer of one's own by this name, for inputs and kernels; it has no settings. The program that
 * loads a saved network has to do this first. A second quantizer of the name takes the first one's place. Throws
 * E_LAYER for a name that is taken or cannot be saved.
 */
export function registerQuantizer(name: string, quantizer: OwnQuantizer): void {
  // TensorFlow.js changes the case of strings that it saves, and leaves these alone.
  if (!/^[a-z][a-z0-9-]*$/.test(name) || Object.hasOwn(QUANTIZERS, name)) {
    throw new BitplaneError(
      'E_LAYER',
      `expected a quantizer's name of a-z, 0-9 and - other than ${Object.keys(QUANTIZERS).join(', ')}, got "${name}"`,
    );
  }
  const { range = [-Infinity, Infinity], numBits = 1, forward, derivative } = quantizer;
  const quantize = (x: tf.Tensor): tf.Tensor => withPseudoGradient(x, forward, derivative);
  own.set(name, { roles: EITHER, settings: () => ({}), create: () => ({ range, numBits, quantize }) });
}

/**
 * Throws E_LAYER for a name that is not known or is not for this operand, and for settings that the quantizer does not
 * take.
 */
export function createQuantizer(config: QuantizerConfig, place: Place): Quantizer {
  const { name, ...given } = typeof config === 'string' ? { name: config } : config;
  const kind = kindNamed(name, place);
  const where = `${place.where} ${name}`;
  return kind.create(completeSettings(kind.settings(place.role), given, where), { ...place, where });
}

function kindNamed(name: string, { role, where }: Place): QuantizerKind {
  const kind = Object.hasOwn(QUANTIZERS, name) ? QUANTIZERS[name] : own.get(name);
  if (kind?.roles.includes(role)) return kind;
  const known = namesFor(role);
  throw new BitplaneError(
    'E_LAYER',
    `${where}: expected a quantizer (${known.join(', ')}), got "${name}"${didYouMean(name, known)}`,
  );
}

const namesFor = (role: Role): string[] =>
  [...Object.entries(QUANTIZERS), ...own].filter(([, kind]) => kind.roles.includes(role)).map(([name]) => name);

// A quantizer as a layer's configuration names it: 'sign', or { name: 'residual-sign', bits: 3 }.
import { didYouMean } from '@bitplane/cli';
import type { LayerSource } from '../layer-source';

/** Which operand of the layer is quantized; its settings are under this attribute. */
export type QuantizerRole = 'input_quantizer' | 'kernel_quantizer' | 'depthwise_quantizer';

/** The quantizer that leaves numbers as they are. */
export const NONE = 'none';

/** Quantizer → settings that it may have; those that only training reads are among them. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  sign: ['clip'],
  'approx-sign': [],
  'swish-sign': ['beta'],
  'react-sign': [],
  'magnitude-aware-sign': ['clip'],
  'residual-sign': ['bits', 'scale'],
  'residual-sign-kernel': ['bits'],
  'bit-map': ['bits', 'scale'],
  'mean-bits': ['mean_bits', 'seed', 'scale'],
  dorefa: ['bits'],
  'ste-tern': ['threshold', 'adaptive', 'clip'],
  'ste-heaviside': ['clip'],
  [NONE]: [],
};

/** One quantizer's settings, with checked access. */
export class QuantizerSource {
  readonly name: string;
  private readonly settings: Readonly<Record<string, unknown>>;

  constructor(
    readonly layer: LayerSource,
    readonly role: QuantizerRole,
  ) {
    const config = layer.attribute(role) ?? 'sign';
    this.settings = typeof config === 'object' ? (config as Record<string, unknown>) : { name: config };
    const { name } = this.settings;
    if (typeof name !== 'string') layer.reject(`expected ${role} to be a name or an object with one`, config);
    this.name = name;
    if (Object.hasOwn(SETTINGS, name)) this.requireSettings(SETTINGS[name]);
  }

  private requireSettings(known: readonly string[]): void {
    const unknown = Object.keys(this.settings).find((setting) => setting !== 'name' && !known.includes(setting));
    if (unknown === undefined) return;
    const expected = known.length === 0 ? 'no settings' : `settings among ${known.join(', ')}`;
    this.reject(`expected ${expected}`, `"${unknown}"${didYouMean(unknown, known)}`);
  }

  /** Throws E_LAYER: layer, operand, quantizer, what was expected, what came. */
  reject(expected: string, got: unknown, next?: string): never {
    return this.layer.reject(`${this.role} ${this.name}: ${expected}`, got, next);
  }

  integer(setting: string, [min, max]: readonly [number, number], fallback: number): number {
    const value = this.settings[setting] ?? fallback;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
      this.reject(`expected ${setting} to be an integer from ${min} to ${max}`, value);
    }
    return value;
  }

  positive(setting: string, fallback: number): number {
    const value = this.settings[setting] ?? fallback;
    if (typeof value !== 'number' || !(value > 0)) this.reject(`expected ${setting} to be a number above 0`, value);
    return value;
  }

  oneOf<Choice>(setting: string, ...choices: readonly Choice[]): Choice {
    const value = this.settings[setting] ?? choices[0];
    if (!choices.includes(value as Choice)) this.reject(`expected ${setting} ${choices.join(' or ')}`, value);
    return value as Choice;
  }

  /** The raw setting, for one that may have several forms. */
  setting(name: string): unknown {
    return this.settings[name] ?? null;
  }
}

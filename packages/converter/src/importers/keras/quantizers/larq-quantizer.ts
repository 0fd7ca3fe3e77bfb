// A quantizer as Larq's files name it: "ste_sign", { class_name, config }, or null for none.
import { didYouMean } from '@bitplane/cli';
import type { LayerSource } from '../layer-source';
import { asObject, type Json } from '../raw-model';

export type LarqRole =
  'input_quantizer' | 'kernel_quantizer' | 'depthwise_quantizer' | 'pointwise_quantizer' | 'activation';

/** Every name that Larq has had for a quantizer → its class today. */
const CLASSES: Readonly<Record<string, string>> = {
  SteSign: 'SteSign',
  ste_sign: 'SteSign',
  ApproxSign: 'ApproxSign',
  approx_sign: 'ApproxSign',
  SwishSign: 'SwishSign',
  swish_sign: 'SwishSign',
  MagnitudeAwareSign: 'MagnitudeAwareSign',
  magnitude_aware_sign: 'MagnitudeAwareSign',
  SteTern: 'SteTern',
  ste_tern: 'SteTern',
  SteHeaviside: 'SteHeaviside',
  ste_heaviside: 'SteHeaviside',
  DoReFa: 'DoReFa',
  DoReFaQuantizer: 'DoReFa',
  dorefa_quantizer: 'DoReFa',
  NoOp: 'NoOp',
  NoOpQuantizer: 'NoOp',
};

/** Those that differ in their gradients only. */
const SIGNS: readonly string[] = ['SteSign', 'ApproxSign', 'SwishSign'];

const isLarqQuantizer = (className: string): boolean => Object.hasOwn(CLASSES, className);

/** One quantizer's class and settings, with checked access. */
export class LarqQuantizer {
  readonly isSign: boolean;

  constructor(
    readonly layer: LayerSource,
    readonly role: LarqRole,
    readonly className: string,
    private readonly config: Json,
  ) {
    this.isSign = SIGNS.includes(className);
  }

  /** Throws E_LAYER: layer, operand, quantizer, what was expected, what came. */
  reject(expected: string, got: unknown, next?: string): never {
    return this.layer.reject(`${this.role} ${this.className}: ${expected}`, got, next);
  }

  number(setting: string, fallback: number): number {
    const value = this.config[setting] ?? fallback;
    if (typeof value !== 'number' || !(value >= 0)) this.reject(`expected ${setting} to be a number from 0 on`, value);
    return value;
  }

  bits(): number {
    const value = this.config.k_bit ?? 2;
    if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > 8)
      this.reject('expected k_bit to be an integer from 1 to 8', value);
    return value as number;
  }

  oneOf<Choice>(setting: string, ...choices: readonly Choice[]): Choice {
    const value = this.config[setting] ?? choices[0];
    if (!choices.includes(value as Choice)) this.reject(`expected ${setting} ${choices.join(' or ')}`, value);
    return value as Choice;
  }
}

/** Null for none and for one that leaves numbers as they are. Throws E_LAYER for one that is not Larq's. */
export function readLarqQuantizer(layer: LayerSource, role: LarqRole): LarqQuantizer | null {
  const value = layer.attribute(role);
  if (value === null) return null;
  const object = asObject(value);
  // A function or class that was serialized by its name alone has that name as its configuration.
  const name = object === null ? value : object.class_name === 'function' ? object.config : object.class_name;
  const known = Object.keys(CLASSES);
  const plain = typeof name === 'string' ? name.replace(/^.*>/, '') : '';
  if (!isLarqQuantizer(plain)) {
    const got = plain === '' ? value : `${plain}${didYouMean(plain, known)}`;
    const next = 'a quantizer of your own has no counterpart here: use one that gives the same values';
    return layer.reject(`expected ${role} of Larq: ${[...new Set(Object.values(CLASSES))].join(', ')}`, got, next);
  }
  const className = CLASSES[plain];
  return className === 'NoOp' ? null : new LarqQuantizer(layer, role, className, asObject(object?.config) ?? {});
}

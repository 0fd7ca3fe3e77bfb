// One layer of a model.json, with checked access to its attributes and weights.
import { BitplaneError, type Shape } from '@bitplane/model';
import { shown } from './shown';
import type { Weights } from './weights';

export interface LayerContext {
  readonly file: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly weights: Weights;
  /** What the layer reads: its shape and the name of its tensor. */
  readonly shape: Shape;
  readonly input: string;
}

export class LayerSource {
  readonly name: string;

  constructor(private readonly context: LayerContext) {
    this.name = typeof context.config.name === 'string' ? context.config.name : context.className;
  }

  get shape(): Shape {
    return this.context.shape;
  }

  get input(): string {
    return this.context.input;
  }

  /** Throws E_LAYER: file, layer, what was expected, what came. */
  refuse(expected: string, got: unknown): never {
    throw new BitplaneError('E_LAYER', `${this.context.file}: layer ${this.name}: ${expected}, got ${shown(got)}`);
  }

  /** The attribute must have one of these values; one that is absent counts as the first. */
  demand(attribute: string, ...allowed: unknown[]): unknown {
    const value = this.context.config[attribute] ?? allowed[0];
    if (!allowed.includes(value)) {
      this.refuse(`expected ${attribute} ${allowed.map((item) => JSON.stringify(item)).join(' or ')}`, value);
    }
    return value;
  }

  number(attribute: string, fallback?: number): number {
    const value = this.context.config[attribute] ?? fallback;
    if (typeof value !== 'number' || !Number.isFinite(value))
      this.refuse(`expected ${attribute} to be a number`, value);
    return value;
  }

  boolean(attribute: string, fallback: boolean): boolean {
    const value = this.context.config[attribute] ?? fallback;
    if (typeof value !== 'boolean') this.refuse(`expected ${attribute} to be true or false`, value);
    return value;
  }

  positiveInteger(attribute: string, fallback?: number): number {
    const value = this.number(attribute, fallback);
    if (!Number.isInteger(value) || value < 1) this.refuse(`expected ${attribute} to be a positive integer`, value);
    return value;
  }

  /** [rows, columns]; one number stands for both. */
  pair(attribute: string, fallback: number): readonly [number, number] {
    const value = this.context.config[attribute] ?? fallback;
    const pair: unknown = typeof value === 'number' ? [value, value] : value;
    const fits =
      Array.isArray(pair) && pair.length === 2 && pair.every((n) => Number.isInteger(n) && (n as number) >= 1);
    if (!fits) this.refuse(`expected ${attribute} to be two positive integers`, value);
    return pair as [number, number];
  }

  /** The raw attribute, for one that may have several forms. */
  attribute(name: string): unknown {
    return this.context.config[name] ?? null;
  }

  /** The weight `<layer>/<name>` of exactly this shape. */
  weight(name: string, shape: readonly number[]): Float32Array {
    const weight = this.context.weights.get(`${this.name}/${name}`);
    if (weight === undefined) this.refuse(`expected a weight ${this.name}/${name} [${shape.join()}]`, 'none');
    if (weight.shape.join() !== shape.join()) {
      this.refuse(`expected weight ${name} of shape [${shape.join()}]`, `[${weight.shape.join()}]`);
    }
    const index = weight.values.findIndex((value) => !Number.isFinite(value));
    if (index >= 0) {
      throw new BitplaneError(
        'E_VALUE',
        `${this.context.file}: layer ${this.name}: expected finite weights, got ${weight.values[index]} at ${name}[${index}]; train again or go back to an earlier checkpoint`,
      );
    }
    return weight.values;
  }
}

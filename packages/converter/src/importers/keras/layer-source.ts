// One layer of a network, with checked access to its attributes and weights.
import { didYouMean } from '@bitplane/cli';
import { BitplaneError, type Padding, type Shape, type TensorType } from '@bitplane/model';
import { shown } from './shown';
import type { LayerEntry, WeightOf } from './network';

/** What a layer reads. */
export interface SourceTensor extends TensorType {
  readonly name: string;
  /** Keras sees [height·width·channels]: Flatten moves no number, so the tensor itself keeps its rows and columns. */
  readonly isFlat: boolean;
  /** Keras sees [height, width, groups, channels / groups]; null: no groups. */
  readonly groups: number | null;
  /** Zeros around it that a ZeroPadding2D adds, which only convolutions can read. */
  readonly zeroPads: Padding;
}

export interface LayerContext {
  readonly file: string;
  readonly entry: LayerEntry;
  readonly weightOf: WeightOf;
  readonly inputs: readonly SourceTensor[];
  /** Whether nothing that computes comes after it. */
  readonly isLast: boolean;
  /** What the user should hear of it, beside the layer's name. */
  readonly note: (text: string) => void;
  /** What the tensor of that name is for each calibration image; null where there are none. */
  readonly calibrate: ((tensor: string) => Float64Array[]) | null;
  /** Says that scales of the layer come from the calibration images. */
  readonly freeze: (layer: string) => void;
}

/** Attributes of every layer that do not change what it computes after training. */
const COMMON_KEYS: readonly string[] = [
  ...['name', 'trainable', 'dtype', 'batch_input_shape', 'input_shape', 'batch_size', 'input_dtype', 'updatable'],
  ...['batch_shape', 'sparse', 'ragged', 'optional', 'autocast'],
];
const TRAINING_KEY = /_(initializer|regularizer|constraint)$/;

export class LayerSource {
  readonly name: string;
  readonly className: string;
  private readonly config: LayerEntry['config'];

  constructor(private readonly context: LayerContext) {
    const { name, className, config } = context.entry;
    this.name = name;
    this.className = className;
    this.config = config;
  }

  /**
   * Throws E_LAYER for an attribute that is neither one of these nor every layer's: a misspelt one would count as
   * absent. One that is null says nothing.
   */
  requireKeys(keys: readonly string[]): void {
    const known = [...COMMON_KEYS, ...keys];
    const isUnknown = (key: string) => this.config[key] !== null && !known.includes(key) && !TRAINING_KEY.test(key);
    const unknown = Object.keys(this.config).find(isUnknown);
    if (unknown === undefined) return;
    const expected = keys.length === 0 ? 'no attributes of its own' : `attributes among ${keys.join(', ')}`;
    this.reject(`expected ${expected}`, `"${unknown}"${didYouMean(unknown, known)}`);
  }

  /** All that it reads. Throws E_LAYER for fewer than `min`. */
  inputs(min: number): readonly SourceTensor[] {
    const { inputs } = this.context;
    if (inputs.length < min) this.reject(`expected at least ${min} inputs`, inputs.length);
    return inputs;
  }

  /** The name of the only tensor that it reads. */
  get input(): string {
    return this.only.name;
  }

  /**
   * The only input's shape. Throws E_LAYER for one that was flattened from several pixels: its channels are not
   * Keras's.
   */
  get shape(): Shape {
    return this.imageOf(this.only);
  }

  /** Zeros around the only input. */
  get zeroPads(): Padding {
    return this.only.zeroPads;
  }

  /** The same of every input. */
  get shapes(): readonly Shape[] {
    return this.context.inputs.map((input) => this.imageOf(input));
  }

  /**
   * The only input's rows, columns and channels, whose products a dense layer adds up. Throws E_LAYER for an image that
   * is not flattened.
   */
  get flatShape(): Shape {
    const { isFlat, height, width, channels } = this.only;
    if (!isFlat && height * width > 1) this.reject('expected Flatten before it', `${height}×${width}×${channels}`);
    return { height, width, channels };
  }

  private imageOf({ isFlat, height, width, channels }: SourceTensor): Shape {
    if (isFlat && height * width > 1) {
      const flat = `${height}×${width}×${channels} flattened to ${height * width * channels}`;
      this.reject('expected [height, width, channels]', flat, 'put it before Flatten, or pool to one pixel first');
    }
    return { height, width, channels };
  }

  /** The only input. */
  get tensor(): SourceTensor {
    return this.only;
  }

  private get only(): SourceTensor {
    const { inputs } = this.context;
    if (inputs.length !== 1) this.reject('expected one input', inputs.length);
    return inputs[0];
  }

  /** What the only input is for each calibration image; null where there are none. */
  get calibration(): Float64Array[] | null {
    return this.context.calibrate?.(this.only.name) ?? null;
  }

  /** Says that its scales come from the calibration images. */
  freeze(): void {
    this.context.freeze(this.name);
  }

  get isLast(): boolean {
    return this.context.isLast;
  }

  /** Says something to the user that is no error. */
  note(text: string): void {
    this.context.note(`layer ${this.name}: ${text}`);
  }

  /** Throws E_LAYER: file, layer, what was expected, what came, and what to do next where that is not the same. */
  reject(expected: string, got: unknown, next?: string): never {
    const hint = next === undefined ? '' : `; ${next}`;
    throw new BitplaneError(
      'E_LAYER',
      `${this.context.file}: layer ${this.name}: ${expected}, got ${shown(got)}${hint}`,
    );
  }

  /** The attribute must have one of these values; one that is absent counts as the first. */
  require(attribute: string, ...allowed: unknown[]): unknown {
    const value = this.config[attribute] ?? allowed[0];
    if (!allowed.includes(value)) {
      this.reject(`expected ${attribute} ${allowed.map((item) => JSON.stringify(item)).join(' or ')}`, value);
    }
    return value;
  }

  number(attribute: string, fallback?: number): number {
    const value = this.config[attribute] ?? fallback;
    if (typeof value !== 'number' || !Number.isFinite(value))
      this.reject(`expected ${attribute} to be a number`, value);
    return value;
  }

  boolean(attribute: string, fallback: boolean): boolean {
    const value = this.config[attribute] ?? fallback;
    if (typeof value !== 'boolean') this.reject(`expected ${attribute} to be true or false`, value);
    return value;
  }

  positiveInteger(attribute: string, fallback?: number): number {
    const value = this.number(attribute, fallback);
    if (!Number.isInteger(value) || value < 1) this.reject(`expected ${attribute} to be a positive integer`, value);
    return value;
  }

  /** [rows, columns]; one number means both. */
  pair(attribute: string, fallback: number): readonly [number, number] {
    const value = this.config[attribute] ?? fallback;
    const pair: unknown = typeof value === 'number' ? [value, value] : value;
    const fits =
      Array.isArray(pair) && pair.length === 2 && pair.every((n) => Number.isInteger(n) && (n as number) >= 1);
    if (!fits) this.reject(`expected ${attribute} to be two positive integers`, value);
    return pair as [number, number];
  }

  /** The raw attribute, for one that may have several forms. */
  attribute(name: string): unknown {
    return this.config[name] ?? null;
  }

  /** The weight that Keras calls `name`, of exactly this shape. */
  weight(name: string, shape: readonly number[]): Float32Array {
    const { entry, weightOf } = this.context;
    const weight = weightOf(entry, name);
    if (weight === undefined) this.reject(`expected a weight ${entry.path.at(-1)}/${name} [${shape.join()}]`, 'none');
    if (weight.shape.join() !== shape.join()) {
      this.reject(`expected weight ${name} of shape [${shape.join()}]`, `[${weight.shape.join()}]`);
    }
    const index = indexOfNotFinite(weight.values);
    if (index >= 0) {
      throw new BitplaneError(
        'E_VALUE',
        `${this.context.file}: layer ${this.name}: expected finite weights, got ${weight.values[index]} at ${name}[${index}]; train again or go back to an earlier checkpoint`,
      );
    }
    return weight.values;
  }
}

/** −1 where all are finite. */
function indexOfNotFinite(values: Float32Array): number {
  for (let k = 0; k < values.length; k++) if (!Number.isFinite(values[k])) return k;
  return -1;
}

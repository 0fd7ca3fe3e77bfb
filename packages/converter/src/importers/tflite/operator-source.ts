// One operator of the file, with checked access to what it reads.
import { BitplaneError, type ErrorCode, type Shape } from '@bitplane/model';
import { ACTIVATIONS, PADDINGS } from './file/schema';
import { flexInteger } from './file/flex-options';
import { shortName, type TfliteGraph, type TfliteOperator, type TfliteTensor } from './graph';
import type { NetworkBuilder } from './network-builder';
import { realValues, type Constant } from './values/constant';
import { numbersOf } from './values/forms';
import { isImage, type Value } from './values/value';
import { withoutPads } from './values/pads';

/** What is known of the file's tensors so far, by their indices. */
export interface Known {
  readonly values: Map<number, Value>;
  readonly constants: Map<number, Constant>;
}

export interface OperatorContext {
  readonly file: string;
  readonly graph: TfliteGraph;
  readonly operator: TfliteOperator;
  /** Of the operator's output: also of the last layer that it becomes. */
  readonly name: string;
  /** Nothing but reshapes comes after it. */
  readonly isLast: () => boolean;
  readonly known: Known;
  readonly net: NetworkBuilder;
  /** Takes one line about what was left out or is computed in another way. */
  readonly note: (line: string) => void;
}

export class OperatorSource {
  readonly name: string;
  readonly kind: string;
  readonly net: NetworkBuilder;
  private readonly values = new Map<number, Value>();

  constructor(private readonly context: OperatorContext) {
    this.name = context.name;
    this.kind = context.operator.kind;
    this.net = context.net;
  }

  get numInputs(): number {
    return this.context.operator.inputs.length;
  }

  get output(): TfliteTensor {
    return this.context.graph.tensors[this.context.operator.outputs[0]];
  }

  /** Nothing but reshapes comes after it. */
  get isLast(): boolean {
    return this.context.isLast();
  }

  /** Throws E_LAYER, or another code: file, operator, tensor, what was expected, what came, and what to do next. */
  reject(expected: string, got: unknown, next?: string, code: ErrorCode = 'E_LAYER'): never {
    const hint = next === undefined ? '' : `; ${next}`;
    throw new BitplaneError(code, `${this.place}: expected ${expected}, got ${String(got)}${hint}`);
  }

  note(line: string): void {
    this.context.note(`${this.place}: ${line}`);
  }

  get place(): string {
    const { file, operator } = this.context;
    return `${file}: operator ${operator.index} (${this.kind}) '${this.name}'`;
  }

  /** The image that input `index` is, with the pads of a PAD before it. */
  padded(index: number): Value {
    const at = this.at(index);
    const value = at === -1 ? undefined : this.context.known.values.get(at);
    if (value !== undefined) return value;
    const got = at === -1 ? 'none' : this.describe(at);
    return this.reject(`input ${index} to be made of the image`, got, 'leave out what is constant');
  }

  /** The same with the pads as a part of the image. */
  value(index: number): Value {
    const value = this.values.get(index) ?? withoutPads(this, this.padded(index));
    this.values.set(index, value);
    return value;
  }

  /** The same where the file's shape is [batch, height, width, channels]. */
  image(index: number): Value {
    return this.requireImage(this.value(index));
  }

  requireImage(value: Value): Value {
    if (isImage(value)) return value;
    const { height, width, channels } = value.shape;
    return this.reject(
      'an input [batch, height, width, channels]',
      `the numbers of ${height}×${width}×${channels} in another shape`,
      'put it before the reshape, or pool to one pixel first',
    );
  }

  /** Name of the tensor with the numbers of input `index`. */
  numbers(index: number): string {
    return numbersOf(this.net, this.value(index));
  }

  /** The shape of the tensor that is input `index`, as the file declares it. */
  dimsOf(index: number): readonly number[] {
    return this.context.graph.tensors[this.at(index)].dims;
  }

  isConstant(index: number): boolean {
    return this.context.known.constants.has(this.at(index));
  }

  constant(index: number, what: string): Constant {
    return this.optionalConstant(index, what) ?? this.reject(`constant ${what} as input ${index}`, 'none');
  }

  /** Null where the input is left out. */
  optionalConstant(index: number, what: string): Constant | null {
    const at = this.at(index);
    if (at === -1) return null;
    const constant = this.context.known.constants.get(at);
    if (constant !== undefined) return constant;
    return this.reject(`constant ${what} as input ${index}`, `'${this.describe(at)}', which the image changes`);
  }

  /** The real numbers of a constant, all finite. Throws E_VALUE. */
  finite(constant: Constant): Float64Array {
    const values = realValues(constant);
    const index = values.findIndex((value) => !Number.isFinite(value));
    if (index < 0) return values;
    return this.reject('finite numbers', `${values[index]} at ${constant.name}[${index}]`, 'train again', 'E_VALUE');
  }

  int32(field: number, absent = 0): number {
    return this.context.operator.options?.int32(field, absent) ?? absent;
  }

  int8(field: number): number {
    return this.context.operator.options?.int8(field) ?? 0;
  }

  float32(field: number): number {
    return this.context.operator.options?.float32(field) ?? 0;
  }

  boolean(field: number): boolean {
    return this.context.operator.options?.boolean(field) ?? false;
  }

  padding(field: number): (typeof PADDINGS)[number] {
    return this.choice('padding', PADDINGS, this.int8(field));
  }

  activation(field: number): (typeof ACTIVATIONS)[number] {
    return this.choice('fused activation', ACTIVATIONS, this.int8(field));
  }

  /** An option of a custom operator. */
  flexInteger(key: string): number {
    const value = flexInteger(this.context.operator.customOptions, key);
    if (value !== null) return value;
    return this.reject(
      `custom options with an integer ${key}`,
      'none',
      'convert the network again with larq-compute-engine',
    );
  }

  choice<Name extends string>(what: string, names: readonly Name[], code: number): Name {
    const name = names.at(code);
    return code >= 0 && name !== undefined ? name : this.reject(`a ${what} among ${names.join(', ')}`, code);
  }

  private at(index: number): number {
    return this.context.operator.inputs.at(index) ?? -1;
  }

  private describe(tensor: number): string {
    const { graph } = this.context;
    const { dims, type } = graph.tensors[tensor];
    return `${shortName(graph, tensor)} [${dims.join()}] ${type}`;
  }
}

export const sizeOf = ({ height, width, channels }: Shape): string => `${height}×${width}×${channels}`;

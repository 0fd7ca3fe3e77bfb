// One node, with checked access to its attributes and inputs.
import { BitplaneError } from '@bitplane/model';
import { readTensor } from '../file/tensor';
import type { AttributeProto, NodeProto } from '../proto/messages';
import type { Activation } from '../values/activation';
import type { Constant } from '../values/constant';
import { printable } from '../printable';
import { viewDims } from '../values/view';

export type Value = Constant | Activation;

export interface NodeContext {
  readonly file: string;
  readonly opset: number;
  readonly node: NodeProto;
  /** Undefined for an optional input that is left out. */
  readonly inputs: readonly (Value | undefined)[];
}

/** AttributeProto.AttributeType of those that are read. */
const TYPES = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;

export class NodeSource {
  readonly name: string;
  readonly op: string;
  readonly opset: number;

  constructor(private readonly context: NodeContext) {
    const { node, opset } = context;
    this.name = printable(node.name === '' ? node.output[0] : node.name);
    this.op = printable(node.opType);
    this.opset = opset;
  }

  get numOutputs(): number {
    return this.context.node.output.length;
  }

  get inputs(): readonly (Value | undefined)[] {
    return this.context.inputs;
  }

  /** Throws E_LAYER for an attribute that is not listed: it could change what the node computes. */
  requireAttributes(known: readonly string[]): void {
    const unknown = this.context.node.attribute.find(({ name }) => !known.includes(name));
    if (unknown === undefined) return;
    const expected = known.length === 0 ? 'no attributes' : `attributes among ${known.join(', ')}`;
    this.reject(expected, `"${printable(unknown.name)}"`, 'export it with a current version of its tool');
  }

  has(name: string): boolean {
    return this.context.node.attribute.some((attribute) => attribute.name === name);
  }

  int(name: string, fallback: number): number {
    return this.attribute(name, 'int')?.i ?? fallback;
  }

  ints(name: string): readonly number[] | null {
    return this.attribute(name, 'ints')?.ints ?? null;
  }

  float(name: string, fallback: number): number {
    return this.attribute(name, 'float')?.f ?? fallback;
  }

  floats(name: string): readonly number[] | null {
    return this.attribute(name, 'floats')?.floats ?? null;
  }

  string(name: string, fallback: string): string {
    const bytes = this.attribute(name, 'string')?.s;
    return bytes === undefined ? fallback : new TextDecoder().decode(bytes);
  }

  tensor(name: string): Constant | null {
    const tensor = this.attribute(name, 'tensor')?.t;
    return tensor === undefined ? null : readTensor(this.context.file, tensor);
  }

  private attribute(name: string, type: keyof typeof TYPES): AttributeProto | undefined {
    const found = this.context.node.attribute.find((attribute) => attribute.name === name);
    if (found !== undefined && found.type !== TYPES[type] && found.type !== 0)
      this.reject(`the attribute ${name} to be of type ${type}`, `type ${found.type}`);
    return found;
  }

  /** Throws E_LAYER where that input is left out. */
  input(index: number): Value {
    return (
      this.inputs[index] ??
      this.reject(`${index + 1} inputs`, this.inputs.filter((value) => value !== undefined).length)
    );
  }

  activation(index: number): Activation {
    const value = this.input(index);
    if (value.type === 'activation') return value;
    return this.reject(`input ${index + 1} to depend on the image`, `a constant [${value.dims.join()}]`);
  }

  /** Finite numbers that do not depend on the image. Throws E_LAYER, and E_VALUE for NaN and infinity. */
  constant(index: number): Constant {
    const value = this.anyConstant(index);
    const place = value.data.findIndex((number) => !Number.isFinite(number));
    if (place < 0) return value;
    const got = `${value.data[place]} at [${place}]; train again or go back to an earlier checkpoint`;
    throw new BitplaneError('E_VALUE', `${this.where}: expected finite numbers in input ${index + 1}, got ${got}`);
  }

  /** Infinity and NaN as well: bounds of a Clip may be infinite. */
  anyConstant(index: number): Constant {
    const value = this.input(index);
    if (value.type === 'constant') return value;
    const next = 'only one operand of such a node may depend on the image';
    return this.reject(
      `input ${index + 1} to be constant`,
      `a tensor [${viewDims(value.view).join()}] that depends on the image`,
      next,
    );
  }

  optionalConstant(index: number): Constant | null {
    return this.inputs[index] === undefined ? null : this.constant(index);
  }

  /** Attribute or input, as the opset has it: axes, pads, the bounds of a Clip. */
  intList(name: string, input: number): readonly number[] | null {
    const attribute = this.ints(name);
    if (attribute !== null) return attribute;
    const constant = this.optionalConstant(input);
    return constant === null ? null : Array.from(constant.data);
  }

  /** Throws E_LAYER: file, node, what was expected, what came, what to do. */
  reject(expected: string, got: unknown, next?: string): never {
    const hint = next === undefined ? '' : `; ${next}`;
    throw new BitplaneError('E_LAYER', `${this.where}: expected ${expected}, got ${String(got)}${hint}`);
  }

  private get where(): string {
    return `${this.context.file}: node ${this.name} (${this.op})`;
  }
}

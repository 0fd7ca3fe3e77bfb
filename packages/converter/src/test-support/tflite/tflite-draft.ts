// A TensorFlow Lite network as it is drawn up, operator by operator.
import { seededRandom } from '@bitplane/model';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TensorTypeName } from '../../importers/tflite/graph';
import { writeTflite, type OperatorDraft, type OptionDraft, type TensorDraft } from '../../tflite/write-tflite';

type Quantization = TensorDraft['quantization'];

export interface Made {
  readonly dims: readonly number[];
  readonly type?: TensorTypeName;
  readonly quantization?: Quantization;
  readonly options?: readonly OptionDraft[];
  readonly custom?: OperatorDraft['custom'];
  readonly name?: string;
}

export const int8 = (field: number, value: number): OptionDraft => ({ field, type: 'int8', value });
export const int32 = (field: number, value: number): OptionDraft => ({ field, type: 'int32', value });
export const float32 = (field: number, value: number): OptionDraft => ({ field, type: 'float32', value });

/** Tensors are known by their numbers. */
export class TfliteDraft {
  readonly tensors: TensorDraft[] = [];
  readonly operators: OperatorDraft[] = [];
  readonly inputs: number[] = [];
  /** The last tensor, unless others are given. */
  outputs: readonly number[] | null = null;
  private readonly random;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  input(dims: readonly number[], type: TensorTypeName = 'FLOAT32', quantization?: Quantization): number {
    const index = this.add({ name: `image${this.inputs.length}`, dims, type, quantization });
    this.inputs.push(index);
    return index;
  }

  floats(dims: readonly number[], values?: readonly number[]): number {
    const data = Float32Array.from(values ?? Array.from({ length: size(dims) }, () => this.random.bell()));
    return this.add({ name: `floats${this.tensors.length}`, dims, type: 'FLOAT32', data });
  }

  int32s(dims: readonly number[], values: readonly number[]): number {
    return this.add({ name: `integers${this.tensors.length}`, dims, type: 'INT32', data: Int32Array.from(values) });
  }

  /** Stored as they are. */
  int8s(dims: readonly number[], quantization: Quantization): number {
    const data = Int8Array.from({ length: size(dims) }, () => this.random.integer(-127, 127));
    return this.add({ name: `bytes${this.tensors.length}`, dims, type: 'INT8', data, quantization });
  }

  /** ±1 of binary weights, times a magnitude for each filter. */
  signs(dims: readonly number[], magnitude: (filter: number) => number = () => 1): number {
    const length = size(dims.slice(1));
    const values = Array.from({ length: size(dims) }, (_, k) => {
      const own = magnitude(Math.floor(k / length));
      return this.random.chance(0.5) ? own : -own;
    });
    return this.floats(dims, values);
  }

  /** Words of Larq Compute Engine for filters of `channels` each, with the bits after these 0. */
  packed(dims: readonly number[], channels: number): number {
    const words = dims[dims.length - 1];
    const values = Array.from({ length: size(dims) }, (_, k) => {
      const numBits = Math.min(32, channels - 32 * (k % words));
      return Array.from({ length: numBits }, (__, bit) => this.random.integer(0, 1) << bit).reduce((a, b) => a | b, 0);
    });
    return this.int32s(dims, values);
  }

  operator(kind: string, inputs: readonly number[], made: Made): number {
    const { dims, type = 'FLOAT32', quantization, options, custom, name = `made${this.tensors.length}` } = made;
    const output = this.add({ name, dims, type, quantization });
    this.operators.push({ kind, inputs, outputs: [output], options, custom });
    return output;
  }

  add(tensor: TensorDraft): number {
    this.tensors.push(tensor);
    return this.tensors.length - 1;
  }

  bytes(): Uint8Array {
    const { tensors, operators, inputs, outputs } = this;
    return writeTflite({ tensors, operators, inputs, outputs: outputs ?? [tensors.length - 1] });
  }

  /** Its path. */
  write(folder: string): string {
    const path = join(folder, 'network.tflite');
    writeFileSync(path, this.bytes());
    return path;
  }
}

const size = (dims: readonly number[]): number => dims.reduce((product, each) => product * each, 1);

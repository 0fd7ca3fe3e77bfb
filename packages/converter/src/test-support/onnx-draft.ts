// ONNX files written in tests, message by message as onnx.proto has them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeModelProto } from '../importers/onnx/proto/encode';

const DATA_TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9 } as const;
const ARRAYS = {
  float32: Float32Array,
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const;
export type DraftElement = keyof typeof DATA_TYPES;

/** Integers, a list of them, a string; a float in braces. */
export type DraftAttribute =
  number | readonly number[] | string | { readonly float: number } | { readonly tensor: object };

const QONNX = 'qonnx.custom_op.general';
const QONNX_NODES: readonly string[] = ['BipolarQuant', 'Quant', 'MultiThreshold'];

export function tensorProto(
  name: string,
  dims: readonly number[],
  values: ArrayLike<number>,
  element: DraftElement,
): object {
  const numbers = Array.from(values);
  const data = element === 'int64' ? BigInt64Array.from(numbers, BigInt) : ARRAYS[element].from(numbers as never);
  const rawData = new Uint8Array((data as Float32Array).buffer);
  return { name, dims: [...dims], dataType: DATA_TYPES[element], rawData };
}

function attributeProto(name: string, value: DraftAttribute): object {
  if (typeof value === 'number') return { name, type: 2, i: value };
  if (typeof value === 'string') return { name, type: 3, s: new TextEncoder().encode(value) };
  if (Array.isArray(value)) return { name, type: 7, ints: value as number[] };
  if ('float' in value) return { name, type: 1, f: value.float };
  return { name, type: 4, t: (value as { tensor: object }).tensor };
}

export interface DraftOptions {
  readonly dims?: readonly (number | string)[];
  readonly element?: DraftElement;
  readonly opset?: number;
  readonly irVersion?: number;
  /** Of the quantising nodes. */
  readonly domain?: string;
}

/** A graph from `x` on; each call adds a node or an initializer and returns its tensor's name. */
export class OnnxDraft {
  private readonly nodes: object[] = [];
  private readonly initializers: object[] = [];
  private readonly constants = new Map<string, { dims: readonly number[]; values: ArrayLike<number> }>();

  constructor(private readonly options: DraftOptions = {}) {}

  constant(dims: readonly number[], values: ArrayLike<number>, element: DraftElement = 'float32'): string {
    const name = `constant${this.initializers.length}`;
    this.initializers.push(tensorProto(name, dims, values, element));
    this.constants.set(name, { dims, values });
    return name;
  }

  constantOf(name: string): { dims: readonly number[]; values: ArrayLike<number> } {
    return this.constants.get(name)!;
  }

  scalar(value: number, element: DraftElement = 'float32'): string {
    return this.constant([], [value], element);
  }

  node(opType: string, input: readonly string[], attributes: Readonly<Record<string, DraftAttribute>> = {}): string {
    const output = `tensor${this.nodes.length}`;
    return this.nodeOf(opType, [input, [output]], attributes)[0];
  }

  /** The channels in parts of one size. */
  split(input: string, parts: number): readonly string[] {
    const outputs = Array.from({ length: parts }, (_, part) => `tensor${this.nodes.length}/${part}`);
    return this.nodeOf('Split', [[input], outputs], { axis: 1 });
  }

  private nodeOf(
    opType: string,
    [input, output]: readonly [readonly string[], readonly string[]],
    attributes: Readonly<Record<string, DraftAttribute>>,
  ): readonly string[] {
    // Exporters leave out the domain of ONNX's own operators.
    const domain = QONNX_NODES.includes(opType) ? { domain: this.options.domain ?? QONNX } : {};
    const attribute = Object.entries(attributes).map(([name, value]) => attributeProto(name, value));
    this.nodes.push({
      name: `node${this.nodes.length}`,
      opType,
      ...domain,
      input: [...input],
      output,
      attribute,
    });
    return output;
  }

  /** The model as plain messages, for tests that change them. */
  toMessage(output: string): {
    irVersion: number;
    opsetImport: { domain: string; version: number }[];
    graph: Record<string, unknown>;
    [field: string]: unknown;
  } {
    const { dims = [1, 3, 8, 8], element = 'float32', opset = 17, irVersion = 8, domain = QONNX } = this.options;
    const dim = dims.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
    const valueInfo = (name: string, elemType: number, shape?: object): object => ({
      name,
      type: { tensorType: { elemType, ...(shape === undefined ? {} : { shape }) } },
    });
    return {
      irVersion,
      opsetImport: [
        { domain: '', version: opset },
        { domain, version: 2 },
      ],
      graph: {
        name: 'draft',
        node: this.nodes,
        initializer: this.initializers,
        input: [valueInfo('x', DATA_TYPES[element], { dim })],
        output: [valueInfo(output, 1)],
      },
    };
  }

  toBytes(output: string): Uint8Array {
    return encodeModelProto(this.toMessage(output));
  }
}

/** Calls `use` with a file of these bytes, which is gone after. */
export function withOnnxFile<Result>(bytes: Uint8Array, use: (path: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-onnx-'));
  const path = join(folder, 'draft.onnx');
  writeFileSync(path, bytes);
  try {
    return use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

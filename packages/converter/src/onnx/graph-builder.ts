// Writes an ONNX graph node by node. The only file that knows how a tensor, an attribute or a model is spelt: names and
// numbers are those of onnx.proto.
import { BitplaneError } from '@bitplane/model';
import { encodeModelProto, enumValues } from '../importers/onnx/proto/encode';

const DataType = enumValues('TensorProto', 'DataType');
const AttributeType = enumValues('AttributeProto', 'AttributeType');

/** Element types, as `Cast` and tensors name them. */
export const ElementCode = {
  bool: DataType.BOOL,
  uint8: DataType.UINT8,
  int32: DataType.INT32,
  float32: DataType.FLOAT,
} as const;

/** An attribute: an integer, integers, a string, or a float (in braces, because 1 and 1.0 are the same number here). */
export type Attribute = number | readonly number[] | string | { readonly float: number };
export type Attributes = Readonly<Record<string, Attribute>>;

export type ConstantData = Uint8Array | Int8Array | Int16Array | Int32Array | BigInt64Array | Float32Array;

/** Keys and values that viewers show beside a node or a model. */
export type Metadata = Readonly<Record<string, string>>;

/** A tensor that has a type in the file. A dimension that is a string is free, and has that name. */
export interface Port {
  readonly name: string;
  readonly element: keyof typeof ElementCode;
  readonly dims: readonly (number | string)[];
}

/** Which version of ONNX a graph is written for. */
export interface Target {
  readonly irVersion: number;
  readonly opset: number;
  /** Binary weights are INT2, which only DequantizeLinear of opset 25 reads. */
  readonly hasInt2?: boolean;
  /** Operators outside of the standard ones. */
  readonly custom?: { readonly domain: string; readonly version: number; readonly operators: readonly string[] };
}

export interface GraphDescription {
  readonly name: string;
  readonly input: Port;
  readonly output: Port;
  /** For whoever opens the file: what it is. */
  readonly description: string;
  /** Metadata that onnxruntime hands out with the model. */
  readonly metadata: Metadata;
}

interface Entry {
  readonly key: string;
  readonly value: string;
}

/** The fields of onnx.proto's messages that are written here. */
interface NodeProto {
  name: string;
  readonly opType: string;
  readonly domain?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly object[];
  metadataProps?: readonly Entry[];
}

interface TensorProto {
  readonly name: string;
  readonly dataType: number;
  readonly dims: readonly number[];
  readonly rawData: Uint8Array;
}

/** Collects nodes and initializers; every tensor's name is given once. */
export class GraphBuilder {
  private readonly nodes = new Map<string, NodeProto>();
  private readonly initializers: TensorProto[] = [];
  private readonly types = new Map<string, Port>();
  private readonly tensors = new Set<string>();
  private readonly nodeNames = new Set<string>();

  constructor(readonly target: Target) {}

  /** Adds one node with one output, and returns the output's name. An empty string leaves an optional input out. */
  node(opType: string, inputs: readonly string[], output: string, attributes: Attributes = {}): string {
    const { custom } = this.target;
    this.nodes.set(output, {
      opType,
      name: output,
      input: [...inputs],
      output: [this.claim(output)],
      attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
      ...(custom?.operators.includes(opType) ? { domain: custom.domain } : {}),
    });
    return output;
  }

  /** Adds an initializer whose element type is that of the array, and returns its name. dims []: a scalar. */
  constant(name: string, data: ConstantData, dims: readonly number[] = [data.length]): string {
    return this.addInitializer(name, { dataType: elementCodeOf(data), dims: [...dims], rawData: bytesOf(data) });
  }

  /** The same of numbers from −2 to 1: four elements a byte, the first one in the lowest bits. */
  int2Constant(name: string, values: Int8Array, dims: readonly number[]): string {
    const packed = new Uint8Array(Math.ceil(values.length / 4));
    values.forEach((value, k) => (packed[k >> 2] |= (value & 3) << (2 * (k & 3))));
    return this.addInitializer(name, { dataType: DataType.INT2, dims: [...dims], rawData: packed });
  }

  /** Names the node that makes `output`, unless another one is called so, and puts metadata beside it. */
  annotate(output: string, name: string, metadata: Metadata): void {
    const node = this.nodes.get(output)!;
    if (!this.nodeNames.has(name) && !this.nodes.has(name)) node.name = name;
    this.nodeNames.add(name);
    node.metadataProps = entries(metadata);
  }

  /** Gives the output of the node that was added last, which nothing reads yet, another name. */
  renameLast(output: string, name: string): string {
    const [node, type] = [this.nodes.get(output)!, this.types.get(output)];
    this.nodes.delete(output);
    this.nodes.set(name, { ...node, name, output: [this.claim(name)] });
    this.types.delete(output);
    if (type !== undefined) this.types.set(name, { ...type, name });
    return name;
  }

  /** Says what a tensor inside the graph is. */
  describe(type: Port): void {
    this.types.set(type.name, type);
  }

  /** The bytes of the .onnx file. */
  encode({ name, input, output, description, metadata }: GraphDescription): Uint8Array {
    const { irVersion, opset, custom } = this.target;
    return encodeModelProto({
      irVersion,
      opsetImport: [
        { version: opset },
        ...(custom === undefined ? [] : [{ domain: custom.domain, version: custom.version }]),
      ],
      producerName: 'bitplane',
      docString: description,
      metadataProps: entries(metadata),
      graph: {
        name,
        node: [...this.nodes.values()],
        initializer: this.initializers,
        input: [valueInfo(input)],
        output: [valueInfo(output)],
        valueInfo: [...this.types.values()].map(valueInfo),
      },
    });
  }

  private addInitializer(name: string, tensor: Omit<TensorProto, 'name'>): string {
    this.initializers.push({ name: this.claim(name), ...tensor });
    return name;
  }

  private claim(name: string): string {
    if (this.tensors.has(name)) {
      throw new BitplaneError('E_LAYER', `ONNX: two tensors would be called '${name}'; give the layers other names`);
    }
    this.tensors.add(name);
    return name;
  }
}

const entries = (metadata: Metadata): Entry[] => Object.entries(metadata).map(([key, value]) => ({ key, value }));

function attributeProto(name: string, value: Attribute): object {
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeType.INTS, ints: [...value] };
}

function elementCodeOf(data: ConstantData): number {
  if (data instanceof Uint8Array) return DataType.UINT8;
  if (data instanceof Int8Array) return DataType.INT8;
  if (data instanceof Int16Array) return DataType.INT16;
  if (data instanceof Int32Array) return DataType.INT32;
  if (data instanceof BigInt64Array) return DataType.INT64;
  return DataType.FLOAT;
}

/** rawData is little-endian by the ONNX specification, as is every machine that Node runs on but one (s390x). */
function bytesOf(data: ConstantData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A tensor's type as the file spells it. */
export function valueInfo({ name, element, dims }: Port): object {
  const dim = dims.map((value) => (typeof value === 'string' ? { dimParam: value } : { dimValue: value }));
  return { name, type: { tensorType: { elemType: ElementCode[element], shape: { dim } } } };
}

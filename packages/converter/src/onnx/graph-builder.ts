// Writes an ONNX graph node by node. The only file that knows how onnx-proto spells a tensor, an attribute or a model.
import { BitplaneError } from '@bitplane/model';
import { onnx } from 'onnx-proto';

/**
 * The operator set that all graphs are written for. 18 is the first with BitwiseAnd, and the one that belongs to IR
 * version 8, the newest that onnx-proto knows; onnxruntime has run it since 1.14.
 */
export const OPSET_VERSION = 18;

const { DataType } = onnx.TensorProto;
const { AttributeType } = onnx.AttributeProto;

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

/** A graph's input or output. A dimension that is a string is free, and has that name. */
export interface Port {
  readonly name: string;
  readonly element: keyof typeof ElementCode;
  readonly dims: readonly (number | string)[];
}

export interface GraphDescription {
  readonly name: string;
  readonly input: Port;
  readonly output: Port;
  /** For whoever opens the file: what it is. */
  readonly description: string;
  /** Metadata that onnxruntime hands out with the model. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Collects nodes and initializers; every name is given once. */
export class GraphBuilder {
  private readonly nodes: onnx.INodeProto[] = [];
  private readonly initializers: onnx.ITensorProto[] = [];
  private readonly names = new Set<string>();

  /** Adds one node with one output, and returns the output's name. An empty string leaves an optional input out. */
  node(opType: string, inputs: readonly string[], output: string, attributes: Attributes = {}): string {
    this.nodes.push({
      opType,
      name: this.claim(output),
      input: [...inputs],
      output: [output],
      attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
    });
    return output;
  }

  /** Adds an initializer whose element type is that of the array, and returns its name. dims []: a scalar. */
  constant(name: string, data: ConstantData, dims: readonly number[] = [data.length]): string {
    this.initializers.push({
      name: this.claim(name),
      dataType: elementCodeOf(data),
      dims: [...dims],
      rawData: littleEndianBytes(data),
    });
    return name;
  }

  /** The bytes of the .onnx file. */
  encode({ name, input, output, description, metadata }: GraphDescription): Uint8Array {
    return onnx.ModelProto.encode({
      irVersion: onnx.Version.IR_VERSION,
      opsetImport: [{ domain: '', version: OPSET_VERSION }],
      producerName: 'bitplane',
      docString: description,
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      graph: {
        name,
        node: this.nodes,
        initializer: this.initializers,
        input: [valueInfo(input)],
        output: [valueInfo(output)],
      },
    }).finish();
  }

  private claim(name: string): string {
    if (this.names.has(name)) {
      throw new BitplaneError('E_LAYER', `ONNX: two tensors would be called '${name}'; give the layers other names`);
    }
    this.names.add(name);
    return name;
  }
}

function attributeProto(name: string, value: Attribute): onnx.IAttributeProto {
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: Buffer.from(value) };
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeType.INTS, ints: [...value] };
}

function elementCodeOf(data: ConstantData): onnx.TensorProto.DataType {
  if (data instanceof Uint8Array) return DataType.UINT8;
  if (data instanceof Int8Array) return DataType.INT8;
  if (data instanceof Int16Array) return DataType.INT16;
  if (data instanceof Int32Array) return DataType.INT32;
  if (data instanceof BigInt64Array) return DataType.INT64;
  return DataType.FLOAT;
}

/** rawData is little-endian by the ONNX specification, as is every machine that Node runs on but one (s390x). */
function littleEndianBytes(data: ConstantData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** An input or output as the file spells it. */
export function valueInfo({ name, element, dims }: Port): onnx.IValueInfoProto {
  const dim = dims.map((value) => (typeof value === 'string' ? { dimParam: value } : { dimValue: value }));
  return { name, type: { tensorType: { elemType: ElementCode[element], shape: { dim } } } };
}

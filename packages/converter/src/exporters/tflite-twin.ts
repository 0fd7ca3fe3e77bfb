// The int8 twin as a file of TensorFlow Lite, for LiteRT: the nodes of the ONNX twin as operators on int8. What is u8
// with the zero point z there is int8 with z − 128 here.
import { BitplaneError, type Model, type Padding, type Window } from '@bitplane/model';
import { readTensor } from '../importers/onnx/file/tensor';
import type { AttributeProto, NodeProto } from '../importers/onnx/proto/messages';
import { decodeModelProto } from '../importers/onnx/proto/schema';
import type { Constant } from '../importers/onnx/values/constant';
import { samePadding } from '../importers/lowering/same-padding';
import {
  ARITHMETIC_OPTIONS,
  CONV_2D_OPTIONS,
  DEPTHWISE_CONV_2D_OPTIONS,
  OPTIONS_TYPE,
  PADDINGS,
  POOL_2D_OPTIONS,
} from '../importers/tflite/file/schema';
import { writeTflite, type OperatorDraft, type OptionDraft, type TensorDraft } from '../tflite/write-tflite';
import { exportOnnxTwin } from './onnx-twin';

const FILE = 'twin-int8.onnx';
/** Of a byte as an int8. */
const SHIFT = 128;
/** The first versions of these operators that take int8. */
const VERSIONS: Readonly<Record<string, number>> = {
  ...{ CONV_2D: 3, DEPTHWISE_CONV_2D: 3, MAX_POOL_2D: 2, AVERAGE_POOL_2D: 2, ADD: 2, DEQUANTIZE: 2 },
};

/**
 * Input: int8 [1, H, W, C], the image's bytes − 128; output: float32 [1, …]. Throws E_LAYER as exportOnnxTwin does, and
 * for nodes that TensorFlow Lite has no int8 operator for.
 */
export function exportTfliteTwin(imported: Model): Uint8Array {
  return new TfliteTwin(exportOnnxTwin(imported, 'int8')).write();
}

interface Quantized {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Places of tensors in the file, and what the writer must know of each. */
interface Made {
  readonly tensor: number;
  /** [1, height, width, channels] */
  readonly dims: readonly number[];
  /** null: float32. */
  readonly quantized: Quantized | null;
}

type Sides = readonly [number, number];

class TfliteTwin {
  private readonly tensors: TensorDraft[] = [];
  private readonly operators: OperatorDraft[] = [];
  private readonly nodes: readonly NodeProto[];
  private readonly constants: ReadonlyMap<string, Constant>;
  private readonly made = new Map<string, Made>();
  private readonly image: string;
  private readonly imageDims: readonly number[];

  constructor(onnxTwin: Uint8Array) {
    const graph = decodeModelProto(onnxTwin).graph!;
    this.nodes = graph.node;
    this.constants = new Map(graph.initializer.map((tensor) => [tensor.name, readTensor(FILE, tensor)]));
    this.image = graph.input[0].name;
    this.imageDims = graph.input[0].type!.tensorType!.shape!.dim.map(({ dimValue }) => dimValue!);
  }

  write(): Uint8Array {
    for (const node of this.nodes) this.made.set(node.output[0], this.operatorOf(node));
    const output = this.made.get(this.nodes.at(-1)!.output[0])!;
    const { tensors, operators } = this;
    return writeTflite({ tensors, operators, inputs: [0], outputs: [output.tensor] });
  }

  private operatorOf(node: NodeProto): Made {
    switch (node.opType) {
      case 'Transpose':
        return this.imageAs(node);
      case 'QLinearConv':
        return this.convolution(node);
      case 'MaxPool':
        return this.pooling(node, 'MAX_POOL_2D');
      case 'AveragePool':
      case 'GlobalAveragePool':
        return this.pooling(node, 'AVERAGE_POOL_2D');
      case 'DequantizeLinear':
        return this.floats(node);
      case 'QuantizeLinear':
        // Sums and means of bytes come as bytes.
        return this.input(node);
      case 'Add':
        return this.isQuantized(node) ? this.sum(node) : this.perChannel(node, 'ADD', OPTIONS_TYPE.add);
      case 'Mul':
        return this.perChannel(node, 'MUL', OPTIONS_TYPE.mul);
      case 'Flatten':
        return this.row(node);
      default:
        return this.reject(node, 'nodes that TensorFlow Lite has an int8 operator for', node.opType);
    }
  }

  /** Channels come last here, as they do in the image; its first reader says what a byte is. */
  private imageAs(node: NodeProto): Made {
    const reader = this.readerOf(node);
    if (reader === undefined || this.image !== node.input[0]) return this.reject(node, 'the image', node.input[0]);
    const quantized = this.quantization(reader, 1);
    return this.add('image', this.imageDims, quantized);
  }

  private convolution(node: NodeProto): Made {
    const x = this.padded(node, this.input(node));
    const weights = this.constant(node, 3);
    const [filters, own, rows, columns] = weights.dims;
    const groups = intOf(node, 'group', 1);
    const window = this.windowOf(node, [rows, columns], x.padding);
    const { padding, dims } = this.placed(node, x.made.dims, window, filters);
    const inputScale = x.made.quantized!.scale;
    const given = this.constant(node, 4).data;
    const scales = Array.from({ length: filters }, (_, f) => given[given.length === 1 ? 0 : f]);
    const values = Int8Array.from(weights.data);
    const isDepthwise = groups > 1;
    if (isDepthwise && (own !== 1 || groups !== x.made.dims[3]))
      this.reject(node, 'all channels in one group, or each in its own', `${groups} groups`);
    const kernel = this.addConstant({
      name: node.input[3],
      type: 'INT8',
      // [filters, rows, columns, channels], or [1, rows, columns, filters].
      ...(isDepthwise
        ? { dims: [1, rows, columns, filters], data: moved(values, [filters, rows * columns], [1, 0]) }
        : { dims: [filters, rows, columns, own], data: moved(values, [filters, own, rows * columns], [0, 2, 1]) }),
      quantization: { scales, zeroPoints: scales.map(() => 0), dimension: isDepthwise ? 3 : 0 },
    });
    const bias = this.addConstant({
      ...{ name: node.input[8], type: 'INT32', dims: [filters], data: Int32Array.from(this.constant(node, 8).data) },
      quantization: { scales: scales.map((scale) => scale * inputScale), zeroPoints: scales.map(() => 0) },
    });
    const y = this.add(node.output[0], dims, this.quantization(node, 6));
    const at = isDepthwise ? DEPTHWISE_CONV_2D_OPTIONS : CONV_2D_OPTIONS;
    const options: OptionDraft[] = [
      { field: at.padding, type: 'int8', value: PADDINGS.indexOf(padding) },
      { field: at.strideWidth, type: 'int32', value: window.stride[1] },
      { field: at.strideHeight, type: 'int32', value: window.stride[0] },
      { field: at.dilationWidth, type: 'int32', value: window.dilation[1] },
      { field: at.dilationHeight, type: 'int32', value: window.dilation[0] },
      ...(isDepthwise ? [{ field: MULTIPLIER, type: 'int32' as const, value: filters / groups }] : []),
    ];
    const [kind, optionsType] = isDepthwise
      ? ['DEPTHWISE_CONV_2D', OPTIONS_TYPE.depthwiseConv2d]
      : ['CONV_2D', OPTIONS_TYPE.conv2d];
    return this.operate(kind, [x.made.tensor, kernel, bias], y, { options, optionsType });
  }

  private pooling(node: NodeProto, kind: string): Made {
    const x = this.input(node);
    const [, height, width, channels] = x.dims;
    const isGlobal = node.opType === 'GlobalAveragePool';
    const size: Sides = isGlobal ? [height, width] : pairOf(node, 'kernel_shape', [1, 1]);
    const window = this.windowOf(node, size, paddingOf(node));
    const { padding, dims } = this.placed(node, x.dims, window, channels);
    if (window.dilation.some((each) => each !== 1)) this.reject(node, 'a pooling without dilations', 'one with them');
    const y = this.add(node.output[0], dims, x.quantized);
    const options: OptionDraft[] = [
      { field: POOL_2D_OPTIONS.padding, type: 'int8', value: PADDINGS.indexOf(padding) },
      { field: POOL_2D_OPTIONS.strideWidth, type: 'int32', value: window.stride[1] },
      { field: POOL_2D_OPTIONS.strideHeight, type: 'int32', value: window.stride[0] },
      { field: POOL_2D_OPTIONS.filterWidth, type: 'int32', value: window.size[1] },
      { field: POOL_2D_OPTIONS.filterHeight, type: 'int32', value: window.size[0] },
    ];
    return this.operate(kind, [x.tensor], y, { options, optionsType: OPTIONS_TYPE.pool2d });
  }

  /** What follows computes with bytes, or is the end. */
  private floats(node: NodeProto): Made {
    const x = this.input(node);
    const reader = this.readerOf(node);
    const computesWithBytes = ['AveragePool', 'GlobalAveragePool', 'Add'].includes(reader?.opType ?? '');
    if (reader !== undefined && (reader.opType === 'QuantizeLinear' || (computesWithBytes && this.isQuantized(reader))))
      return x;
    return this.operate('DEQUANTIZE', [x.tensor], this.add(node.output[0], x.dims, null));
  }

  private sum(node: NodeProto): Made {
    const [a, b] = [this.input(node, 0), this.input(node, 1)];
    const y = this.add(node.output[0], a.dims, this.quantization(this.readerOf(node)!, 1));
    return this.operate('ADD', [a.tensor, b.tensor], y, {
      options: [{ field: ARITHMETIC_OPTIONS.activation, type: 'int8', value: 0 }],
      optionsType: OPTIONS_TYPE.add,
    });
  }

  /** Of floats by a constant. */
  private perChannel(node: NodeProto, kind: string, optionsType: number): Made {
    const x = this.input(node);
    const { data } = this.constant(node, 1);
    const numbers = this.addConstant({
      ...{ name: node.input[1], type: 'FLOAT32', dims: [data.length], data: Float32Array.from(data) },
    });
    return this.operate(kind, [x.tensor, numbers], this.add(node.output[0], x.dims, null), {
      options: [{ field: ARITHMETIC_OPTIONS.activation, type: 'int8', value: 0 }],
      optionsType,
    });
  }

  private row(node: NodeProto): Made {
    const x = this.input(node);
    const length = x.dims.reduce((product, dim) => product * dim, 1);
    const data = Int32Array.of(1, length);
    const shape = this.addConstant({ name: `${node.output[0]}/dims`, type: 'INT32', dims: [2], data });
    return this.operate('RESHAPE', [x.tensor, shape], this.add(node.output[0], [1, length], null));
  }

  /** TensorFlow Lite pads by itself as "same" does; other padding is an operator of its own. */
  private padded(node: NodeProto, made: Made): { readonly made: Made; readonly padding: Padding } {
    const padding = paddingOf(node);
    const [, height, width, channels] = made.dims;
    const [rows, columns] = this.constant(node, 3).dims.slice(2);
    const window = this.windowOf(node, [rows, columns], padding);
    if (!isPadded(padding) || isSame(padding, samePadding({ height, width }, window))) return { made, padding };
    const { top, bottom, left, right } = padding;
    const data = Int32Array.of(0, 0, top, bottom, left, right, 0, 0);
    const pads = this.addConstant({ name: `${node.output[0]}/pads`, type: 'INT32', dims: [4, 2], data });
    const dims = [1, height + top + bottom, width + left + right, channels];
    const y = this.add(`${node.output[0]}/padded`, dims, made.quantized);
    return { made: this.operate('PAD', [made.tensor, pads], y, { optionsType: OPTIONS_TYPE.pad }), padding: NONE };
  }

  private windowOf(node: NodeProto, size: Sides, padding: Padding): Window {
    const [stride, dilation] = [pairOf(node, 'strides', [1, 1]), pairOf(node, 'dilations', [1, 1])];
    return { size: [...size], stride: [...stride], dilation: [...dilation], padding };
  }

  /** What TensorFlow Lite calls the padding, and the shape of the output. */
  private placed(node: NodeProto, input: readonly number[], window: Window, channels: number) {
    const [, height, width] = input;
    const { top, bottom, left, right } = window.padding;
    const side = (extent: number, axis: 0 | 1): number =>
      Math.floor((extent - ((window.size[axis] - 1) * window.dilation[axis] + 1)) / window.stride[axis]) + 1;
    const dims = [1, side(height + top + bottom, 0), side(width + left + right, 1), channels];
    if (!isPadded(window.padding)) return { padding: 'VALID', dims } as const;
    if (!isSame(window.padding, samePadding({ height, width }, window)))
      this.reject(node, 'padding as "same" or "valid" have it', [top, left, bottom, right].join());
    return { padding: 'SAME', dims } as const;
  }

  private isQuantized = (node: NodeProto): boolean => this.readerOf(node)?.opType === 'QuantizeLinear';

  private readerOf = ({ output }: NodeProto): NodeProto | undefined =>
    this.nodes.find(({ input }) => input.includes(output[0]));

  private input(node: NodeProto, index = 0): Made {
    return this.made.get(node.input[index]) ?? this.reject(node, 'an input that a node makes', node.input[index]);
  }

  private constant(node: NodeProto, index: number): Constant {
    return this.constants.get(node.input[index]) ?? this.reject(node, 'a constant', node.input[index]);
  }

  /** Scale and zero point, which are inputs `index` and `index + 1` of the node. */
  private quantization(node: NodeProto, index: number): Quantized {
    const [scale, zero] = [this.constant(node, index), this.constant(node, index + 1)];
    return { scale: scale.data[0], zeroPoint: zero.data[0] - SHIFT };
  }

  private add(name: string, dims: readonly number[], quantized: Quantized | null): Made {
    const quantization =
      quantized === null ? undefined : { scales: [quantized.scale], zeroPoints: [quantized.zeroPoint] };
    const tensor = this.addConstant({ name, dims, type: quantized === null ? 'FLOAT32' : 'INT8', quantization });
    return { tensor, dims, quantized };
  }

  private addConstant(tensor: TensorDraft): number {
    this.tensors.push(tensor);
    return this.tensors.length - 1;
  }

  private operate(
    kind: string,
    inputs: readonly number[],
    output: Made,
    more: Pick<OperatorDraft, 'options' | 'optionsType'> = {},
  ): Made {
    const options = more.options ?? (more.optionsType === undefined ? undefined : []);
    this.operators.push({ kind, inputs, outputs: [output.tensor], version: VERSIONS[kind], ...more, options });
    return output;
  }

  private reject(node: NodeProto, expected: string, got: string): never {
    throw new BitplaneError(
      'E_LAYER',
      `TensorFlow Lite twin: ${node.name || node.output[0]}: expected ${expected}, got ${got}`,
    );
  }
}

/** Of DepthwiseConv2DOptions. */
const MULTIPLIER = 3;
const NONE: Padding = { top: 0, left: 0, bottom: 0, right: 0 };

const isPadded = ({ top, left, bottom, right }: Padding): boolean => top + left + bottom + right > 0;
const isSame = (a: Padding, b: Padding): boolean =>
  a.top === b.top && a.left === b.left && a.bottom === b.bottom && a.right === b.right;

const attributeOf = ({ attribute }: NodeProto, wanted: string): AttributeProto | undefined =>
  attribute.find(({ name }) => name === wanted);
const intOf = (node: NodeProto, name: string, absent: number): number => Number(attributeOf(node, name)?.i ?? absent);

function pairOf(node: NodeProto, name: string, absent: Sides): Sides {
  const [rows, columns] = attributeOf(node, name)?.ints ?? absent;
  return [Number(rows), Number(columns)];
}

function paddingOf(node: NodeProto): Padding {
  const [top, left, bottom, right] = (attributeOf(node, 'pads')?.ints ?? [0, 0, 0, 0]).map(Number);
  return { top, left, bottom, right };
}

/** The values of a tensor with these dims, its axes in that order. */
function moved(values: Int8Array, dims: readonly number[], order: readonly number[]): Int8Array {
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, dim) => product * dim, 1));
  const result = new Int8Array(values.length);
  const place = dims.map(() => 0);
  for (let k = 0; k < result.length; k++) {
    result[k] = values[order.reduce((sum, axis, i) => sum + strides[axis] * place[i], 0)];
    for (let i = order.length - 1; i >= 0 && ++place[i] === dims[order[i]]; i--) place[i] = 0;
  }
  return result;
}

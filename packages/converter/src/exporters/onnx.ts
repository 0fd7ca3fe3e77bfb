// The run-time Model as an ONNX file that stock onnxruntime runs: standard operators, binary weights as packed bits
// (docs/onnx.md).
import { BitplaneError, inferTypes, INPUT } from '@bitplane/model';
import type { Model, TensorType } from '@bitplane/model';
import { GraphBuilder, type Metadata, type Target } from '../onnx/graph-builder';
import { layerTensor, LayerScope } from '../onnx/layer-scope';
import { onnxNodeOf } from '../onnx/nodes';
import type { Value } from '../onnx/nodes/onnx-node';

/** The names of the graph's only input, uint8 [N, H, W, C], and its only output, float32 [N, classes]. */
export const ONNX_INPUT = 'input';
export const ONNX_OUTPUT = 'logits';

/** IR 10 is the first with metadata of nodes, opset 25 the first in which DequantizeLinear takes INT2. */
export const ONNX_TARGET: Target = { irVersion: 10, opset: 25 };
/** INT2 came with IR 13. */
const INT2_TARGET: Target = { ...ONNX_TARGET, irVersion: 13, hasInt2: true };

const COMPUTES =
  'unpacked by standard operators when the model is loaded; activations are +1 and -1 in float32, so all sums before ' +
  'the classifier are exact integers.';
const STORES_BITS = 'Binary weights are stored one bit each (uint8, a set bit is -1) and';
const STORES_INT2 = 'Binary weights are stored two bits each (INT2) and';

export interface OnnxOptions {
  /** Beside the node that makes a layer's output, by the layer's name. */
  readonly layers?: ReadonlyMap<string, Metadata>;
  /** Of the network as a whole. */
  readonly metadata?: Metadata;
  /** Weights as INT2, for runtimes that have this type, instead of packed bits. */
  readonly int2?: boolean;
}

/**
 * Input u: uint8 [N, height, width, channels], any N; output: the last layer's, flattened in HWC order, float32 [N, …].
 * Throws E_LAYER, with the layer's name, for a kind that only exists before the passes and for sums that float32 cannot
 * hold; else what inferTypes throws.
 */
export function exportOnnx(model: Model, { layers, metadata, int2 = false }: OnnxOptions = {}): Uint8Array {
  const types = inferTypes(model);
  const graph = new GraphBuilder(int2 ? INT2_TARGET : ONNX_TARGET);
  const values = new Map<string, Value>([[INPUT, addInput(graph, model)]]);
  let last = values.get(INPUT)!;
  for (const layer of model.layers) {
    const type = types.get(layer.name)!;
    rejectFloat64(layer.name, type);
    const inputs = layer.inputs.map((input) => values.get(input)!);
    const scope = new LayerScope(graph, layer.name);
    const bound = onnxNodeOf(layer).addNodes(scope, layer, inputs);
    scope.annotate(layers?.get(layer.name) ?? {});
    last = { ...type, name: layerTensor(layer.name), bound };
    graph.describe({ name: last.name, element: 'float32', dims: ['N', type.channels, type.height, type.width] });
    values.set(layer.name, last);
  }
  addLogits(graph, last);
  const { height, width, channels } = model.input;
  return graph.encode({
    name: model.name,
    input: { name: ONNX_INPUT, element: 'uint8', dims: ['N', height, width, channels] },
    output: { name: ONNX_OUTPUT, element: 'float32', dims: ['N', last.height * last.width * last.channels] },
    description: `Binary convolution network. ${int2 ? STORES_INT2 : STORES_BITS} ${COMPUTES}`,
    metadata: {
      ...{ format: 'bitplane-onnx/1', weights: int2 ? 'INT2' : 'bits, packed as in docs/bits.md', input: 'uint8 NHWC' },
      ...(model.classes === undefined ? {} : { classes: JSON.stringify(model.classes) }),
      ...metadata,
    },
  });
}

/** The image, turned to NCHW once; the bytes stay bytes. */
function addInput(graph: GraphBuilder, { input }: Model): Value {
  const name = graph.node('Transpose', [ONNX_INPUT], `${ONNX_INPUT}:nchw`, { perm: [0, 3, 1, 2] });
  return { element: 'uint8', ...input, name, bound: 255 };
}

function addLogits(graph: GraphBuilder, { name }: Value): void {
  const nhwc = graph.node('Transpose', [name], `${ONNX_OUTPUT}:nhwc`, { perm: [0, 2, 3, 1] });
  graph.node('Flatten', [nhwc], ONNX_OUTPUT);
}

function rejectFloat64(layerName: string, { element }: TensorType): void {
  if (element !== 'float64') return;
  throw new BitplaneError(
    'E_LAYER',
    `ONNX: layer '${layerName}': a runtime computes in float32, got float64; run the passes first`,
  );
}

// The run-time Model as an ONNX file that stock onnxruntime runs: standard operators, binary weights as packed bits
// (docs/onnx.md).
import { BitplaneError, inferTypes, INPUT } from '@bitplane/model';
import type { Model, TensorType } from '@bitplane/model';
import { GraphBuilder } from '../onnx/graph-builder';
import { layerTensor, LayerScope } from '../onnx/layer-scope';
import { onnxNodeOf } from '../onnx/nodes';
import type { Value } from '../onnx/nodes/onnx-node';

/** The names of the graph's only input, uint8 [N, H, W, C], and its only output, float32 [N, classes]. */
export const ONNX_INPUT = 'input';
export const ONNX_OUTPUT = 'logits';

const DESCRIPTION =
  'Binary convolution network. Binary weights are stored one bit each (uint8, a set bit is -1) and unpacked by standard ' +
  'operators when the model is loaded; activations are +1 and -1 in float32, so all sums before the classifier are exact integers.';

/**
 * Input u: uint8 [N, height, width, channels], any N; output: the last layer's, flattened in HWC order, float32 [N, …].
 * Throws E_LAYER, with the layer's name, for a kind that only exists before the passes and for sums that float32 cannot
 * hold; else what inferTypes throws.
 */
export function exportOnnx(model: Model): Uint8Array {
  const types = inferTypes(model);
  const graph = new GraphBuilder();
  const values = new Map<string, Value>([[INPUT, addInput(graph, model)]]);
  let last = values.get(INPUT)!;
  for (const layer of model.layers) {
    const type = types.get(layer.name)!;
    rejectFloat64(layer.name, type);
    const inputs = layer.inputs.map((input) => values.get(input)!);
    const bound = onnxNodeOf(layer).addNodes(new LayerScope(graph, layer.name), layer, inputs);
    last = { ...type, name: layerTensor(layer.name), bound };
    values.set(layer.name, last);
  }
  addLogits(graph, last);
  const { height, width, channels } = model.input;
  return graph.encode({
    name: model.name,
    input: { name: ONNX_INPUT, element: 'uint8', dims: ['N', height, width, channels] },
    output: { name: ONNX_OUTPUT, element: 'float32', dims: ['N', last.height * last.width * last.channels] },
    description: DESCRIPTION,
    metadata: {
      ...{ format: 'bitplane-onnx/1', weights: 'bits, packed as in docs/bits.md', input: 'uint8 NHWC' },
      ...(model.classes === undefined ? {} : { classes: JSON.stringify(model.classes) }),
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

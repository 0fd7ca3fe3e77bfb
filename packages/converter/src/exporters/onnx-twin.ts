// The imported network as an ordinary float32 or int8 one in ONNX: the yardstick beside which ours is timed. It does
// not classify well, and says so: it was trained with signs and has none.
import { BitplaneError, inferTypes, INPUT } from '@bitplane/model';
import type { Layer, Model, TensorType } from '@bitplane/model';
import { GraphBuilder } from '../onnx/graph-builder';
import { LayerScope } from '../onnx/layer-scope';
import { COMMON_TWIN_NODES } from '../onnx/nodes';
import { float32Twin } from '../onnx/twin/float32';
import { int8Twin } from '../onnx/twin/int8';
import { asFloats, dequantize, type Activation, type AddTwinNodes, type Twin } from '../onnx/twin/twin';
import { ONNX_INPUT, ONNX_OUTPUT, ONNX_TARGET } from './onnx';

export type TwinPrecision = 'float32' | 'int8';

const SEVERAL_BITS: readonly Layer['kind'][] = ['residual-sign', 'plane-sum'];

const TWINS: Readonly<Record<TwinPrecision, Twin>> = { float32: float32Twin, int8: int8Twin };

/**
 * The model as the importer made it, before any pass, without its quantizers. Input: uint8 [1, H, W, C]; output:
 * float32 [1, …]. Throws E_LAYER for a kind that only the passes make, and for layers of several bits.
 */
export function exportOnnxTwin(imported: Model, precision: TwinPrecision): Uint8Array {
  const types = inferTypes(imported);
  const graph = new GraphBuilder(ONNX_TARGET);
  const image = graph.node('Transpose', [ONNX_INPUT], `${ONNX_INPUT}:nchw`, { perm: [0, 3, 1, 2] });
  const activations = new Map<string, Activation>([[INPUT, asFloats(image)]]);
  const rounded = new Set(imported.layers.filter(({ kind }) => kind === 'quantize').map(({ name }) => name));
  let output = INPUT;
  for (const layer of imported.layers) {
    if (layer.kind === 'byte-table' && rounded.has(layer.inputs[0])) rejectTable(layer);
    const addNodes = nodesOf(TWINS[precision], layer);
    const inputs = layer.inputs.map((name) => ({ ...activations.get(name)!, type: types.get(name)! }));
    activations.set(layer.name, addNodes(new LayerScope(graph, layer.name), layer, inputs));
    output = layer.name;
  }
  addLogits(graph, activations.get(output)!);
  return encodeTwin(graph, { imported, precision, output: types.get(output)! });
}

function nodesOf(twin: Twin, layer: Layer): AddTwinNodes<Layer> {
  const nodes = { ...COMMON_TWIN_NODES, ...twin.nodes };
  const addNodes = nodes[layer.kind];
  if (addNodes) return addNodes as AddTwinNodes<Layer>;
  if (SEVERAL_BITS.includes(layer.kind)) {
    throw new BitplaneError(
      'E_LAYER',
      `ONNX twin: layer '${layer.name}': expected layers of one bit, got planes of several bits, which no ordinary convolution expresses; export without --twins`,
    );
  }
  throw new BitplaneError(
    'E_LAYER',
    `ONNX twin: layer '${layer.name}': expected one of ${Object.keys(nodes).join(', ')}, got ${layer.kind}; give it the model as imported`,
  );
}

/** A twin has numbers where the network rounds them to bytes, which a table could not look up. */
function rejectTable({ name, inputs }: Layer): never {
  throw new BitplaneError(
    'E_LAYER',
    `ONNX twin: layer '${name}': expected a table of the image's bytes, got one of '${inputs[0]}', which rounds numbers to bytes; export without --twins`,
  );
}

/** float32, with what is still pending applied. */
function addLogits(graph: GraphBuilder, activation: Activation): void {
  const scope = new LayerScope(graph, ONNX_OUTPUT);
  let x = dequantize(scope, activation);
  if (activation.pending !== null) {
    const { scale, offset } = activation.pending;
    const perChannel = (label: string, values: Float64Array) =>
      scope.constant(label, Float32Array.from(values), [values.length, 1, 1]);
    x = scope.node('Mul', [x, perChannel('scale', scale)], 'scaled');
    x = scope.node('Add', [x, perChannel('offset', offset)], 'shifted');
  }
  graph.node('Flatten', [x], ONNX_OUTPUT);
}

interface FinishedTwin {
  readonly imported: Model;
  readonly precision: TwinPrecision;
  readonly output: TensorType;
}

function encodeTwin(graph: GraphBuilder, { imported, precision, output }: FinishedTwin): Uint8Array {
  const { height, width, channels } = imported.input;
  return graph.encode({
    name: `${imported.name}-twin-${precision}`,
    input: { name: ONNX_INPUT, element: 'uint8', dims: [1, height, width, channels] },
    output: { name: ONNX_OUTPUT, element: 'float32', dims: [1, output.height * output.width * output.channels] },
    description: `For timing only: the layers of ${imported.name} in ${TWINS[precision].description}. It was trained with signs: its predictions mean little.`,
    metadata: { format: 'bitplane-twin/1', purpose: 'timing only', precision, network: imported.name },
  });
}

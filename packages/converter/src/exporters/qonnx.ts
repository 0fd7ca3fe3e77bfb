// The run-time Model as a QONNX file: BipolarQuant, Quant and MultiThreshold, which FINN, hls4ml and qonnx read
// (docs/onnx.md).
import { BitplaneError, inferTypes, INPUT, type Model } from '@bitplane/model';
import { GraphBuilder, type Metadata } from '../onnx/graph-builder';
import { layerTensor } from '../onnx/layer-scope';
import type { Value } from '../onnx/nodes/onnx-node';
import { qonnxNodeOf } from '../onnx/qonnx/nodes';
import { addQuant, QONNX_TARGET } from '../onnx/qonnx/quantizers';
import { ShapedScope } from '../onnx/qonnx/shaped-scope';
import { imageDims } from '../onnx/qonnx/step-signs';
import { turnFilters } from '../onnx/qonnx/turn-filters';
import { ONNX_INPUT, ONNX_OUTPUT } from './onnx';

const DESCRIPTION =
  'Binary convolution network in QONNX. The input is one image whose bytes are float32 numbers from 0 to 255.';

interface QonnxOptions {
  /** Beside the node that makes a layer's output, by the layer's name. */
  readonly layers?: ReadonlyMap<string, Metadata>;
  /** Of the network as a whole. */
  readonly metadata?: Metadata;
}

/**
 * Input: float32 [1, channels, height, width], the bytes of one image; output: the last layer's, flattened in HWC
 * order, float32 [1, …]. Throws as exportOnnx does.
 */
export function exportQonnx(model: Model, { layers, metadata }: QonnxOptions = {}): Uint8Array {
  const { layers: turned } = turnFilters(model);
  const types = inferTypes(model);
  const graph = new GraphBuilder(QONNX_TARGET);
  const values = new Map<string, Value>([[INPUT, addInput(graph, model)]]);
  let last = values.get(INPUT)!;
  for (const layer of turned) {
    const type = types.get(layer.name)!;
    if (type.element === 'float64') {
      const message = `QONNX: layer '${layer.name}': a runtime computes in float32, got float64; run the passes first`;
      throw new BitplaneError('E_LAYER', message);
    }
    const scope = new ShapedScope(graph, layer.name, { element: 'float32', dims: imageDims(type) });
    const inputs = distinct(
      scope,
      layer.inputs.map((input) => values.get(input)!),
    );
    const bound = qonnxNodeOf(layer)(scope, layer, inputs);
    scope.annotate(layers?.get(layer.name) ?? {});
    last = { ...type, name: layerTensor(layer.name), bound };
    values.set(layer.name, last);
  }
  addLogits(graph, last);
  return graph.encode({
    name: model.name,
    input: { name: ONNX_INPUT, element: 'float32', dims: imageDims(model.input) },
    output: { name: ONNX_OUTPUT, element: 'float32', dims: [1, last.height * last.width * last.channels] },
    description: DESCRIPTION,
    metadata: {
      ...{ format: 'bitplane-qonnx/1', input: 'bytes as float32 NCHW' },
      ...(model.classes === undefined ? {} : { classes: JSON.stringify(model.classes) }),
      ...metadata,
    },
  });
}

/** qonnx's clean-up renames a tensor only once per node: what a layer reads twice gets a second name. */
const distinct = (scope: ShapedScope, inputs: readonly Value[]): Value[] =>
  inputs.map((value, k) => {
    if (k === 0 || value.name !== inputs[0].name) return value;
    return { ...value, name: scope.shaped(imageDims(value)).node('Identity', [value.name], 'again') };
  });

/** Quant says that these are bytes, and changes none. */
function addInput(graph: GraphBuilder, { input }: Model): Value {
  const scope = new ShapedScope(graph, ONNX_INPUT, { element: 'float32', dims: imageDims(input) });
  const name = addQuant(scope, ONNX_INPUT, 'bytes', { bits: 8, signed: false, narrow: false });
  return { element: 'uint8', ...input, name, bound: 255 };
}

/** Of one pixel the channels are in their order already. */
function addLogits(graph: GraphBuilder, { name, height, width, channels }: Value): void {
  const scope = new ShapedScope(graph, ONNX_OUTPUT, { element: 'float32', dims: [1, height, width, channels] });
  const inOrder = height * width === 1 ? name : scope.node('Transpose', [name], 'nhwc', { perm: [0, 2, 3, 1] });
  graph.node('Flatten', [inOrder], ONNX_OUTPUT);
}

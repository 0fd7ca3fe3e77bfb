// Makes the inside of an exported graph visible, for comparing layer by layer.
import { encodeModelProto } from '../importers/onnx/proto/encode';
import { decodeModelProto } from '../importers/onnx/proto/schema';
import { ElementCode } from './graph-builder';
import { layerTensor } from './layer-scope';

/**
 * The same graph with the outputs of these layers as further outputs, float32 [N, C, H, W], called `layerTensor(name)`.
 * Integer sums and signs are float32 too, and exact.
 */
export function exposeLayers(bytes: Uint8Array, layerNames: readonly string[]): Uint8Array {
  const model = decodeModelProto(bytes);
  const outputs = layerNames.map((name) => ({
    name: layerTensor(name),
    type: { tensorType: { elemType: ElementCode.float32 } },
  }));
  const graph = model.graph!;
  return encodeModelProto({ ...model, graph: { ...graph, output: [...graph.output, ...outputs], valueInfo: [] } });
}

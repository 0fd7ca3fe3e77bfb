// Makes the inside of an exported graph visible, for comparing layer by layer.
import { onnx } from 'onnx-proto';
import { ElementCode } from './graph-builder';
import { layerTensor } from './layer-scope';

/**
 * The same graph with the outputs of these layers as further outputs, float32 [N, C, H, W], called `layerTensor(name)`.
 * Integer sums and signs are float32 too, and exact.
 */
export function exposeLayers(bytes: Uint8Array, layerNames: readonly string[]): Uint8Array {
  const model = onnx.ModelProto.decode(bytes);
  const outputs = layerNames.map((name) =>
    onnx.ValueInfoProto.create({
      name: layerTensor(name),
      type: { tensorType: { elemType: ElementCode.float32 } },
    }),
  );
  model.graph?.output?.push(...outputs);
  return onnx.ModelProto.encode(model).finish();
}

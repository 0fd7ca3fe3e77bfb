// How a layer kind is written in QONNX.
import type { Layer } from '@bitplane/model';
import type { Value } from '../nodes/onnx-node';
import type { ShapedScope } from './shaped-scope';

/**
 * Adds the nodes that compute the layer, the last one by `scope.output`, to a graph of one image, [1, C, H, W] float32;
 * the scope's own dimensions are those of the output. Returns the bound of the output, as `OnnxNode.addNodes` does.
 */
export type AddQonnxNodes<Kind extends Layer> = (scope: ShapedScope, layer: Kind, inputs: readonly Value[]) => number;

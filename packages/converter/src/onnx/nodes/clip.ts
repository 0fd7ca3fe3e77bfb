// Numbers kept between two bounds.
import type { Clip } from '@bitplane/model';
import type { LayerScope } from '../layer-scope';
import type { OnnxNode } from './onnx-node';

export const clipNode: OnnxNode<Clip> = {
  kind: 'clip',

  addNodes(scope, layer, [{ name }]) {
    addClip(scope, layer, name);
    return Infinity;
  },

  /** Rounds nothing, and brings no two numbers further apart. */
  roundingError: (_layer, { inputErrors: [inputError] }) => inputError,

  /** Bytes saturate for nothing. */
  addTwinNodes: (scope, layer, [x]) => (x.quantization === null ? { ...x, name: addClip(scope, layer, x.name) } : x),
};

function addClip(scope: LayerScope, { minimum, maximum }: Clip, x: string): string {
  const bound = (label: string, value: number) => scope.constant(label, Float32Array.of(value), []);
  return scope.output('Clip', [x, bound('minimum', minimum), bound('maximum', maximum)]);
}

// A larger image by repetition of pixels.
import type { Upsample } from '@bitplane/model';
import type { LayerScope } from '../layer-scope';
import type { OnnxNode } from './onnx-node';

/** Resize to the nearest pixel, by whole factors: y[i, j] = x[⌊i / rows⌋, ⌊j / columns⌋]. */
export const upsampleNode: OnnxNode<Upsample> = {
  kind: 'upsample',

  addNodes(scope, layer, [{ name, bound }]) {
    addResize(scope, layer, name);
    return bound;
  },

  /** Rounds nothing. */
  roundingError: (_layer, { inputErrors: [inputError] }) => inputError,

  addTwinNodes: (scope, layer, [x]) => ({ ...x, name: addResize(scope, layer, x.name) }),
};

function addResize(scope: LayerScope, { factors: [rows, columns] }: Upsample, x: string): string {
  const scales = scope.constant('scales', Float32Array.of(1, 1, rows, columns));
  const nearest = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
  return scope.output('Resize', [x, '', scales], nearest);
}

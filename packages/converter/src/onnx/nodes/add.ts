// Elementwise sum.
import type { Add } from '@bitplane/model';
import { roundings, type OnnxNode } from './onnx-node';

/** y = a + b. */
export const addNode: OnnxNode<Add> = {
  kind: 'add',

  addNodes(scope, _layer, [a, b]) {
    scope.output('Add', [a.name, b.name]);
    return Infinity;
  },

  /** Errors add up; one rounding in each evaluation. */
  roundingError: (_layer, { inputErrors: [a, b], outputMax }) => a + b + roundings(outputMax),
};

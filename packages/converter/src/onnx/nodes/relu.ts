// ReLU.
import type { Relu } from '@bitplane/model';
import type { OnnxNode } from './onnx-node';

/** y = max(x, 0). */
export const reluNode: OnnxNode<Relu> = {
  kind: 'relu',

  addNodes(scope, _layer, [input]) {
    scope.output('Relu', [input.name]);
    return input.bound;
  },

  /** Rounds nothing. */
  roundingError: (_layer, { inputErrors: [inputError] }) => inputError,
};

// Channels of two tensors side by side.
import type { Concat } from '@bitplane/model';
import type { OnnxNode } from './onnx-node';

const CHANNEL_AXIS = 1;

/** The same node for signs and for floats. */
export const concatNode: OnnxNode<Concat> = {
  kind: 'concat',

  addNodes(scope, _layer, inputs) {
    const names = inputs.map(({ name }) => name);
    scope.output('Concat', names, { axis: CHANNEL_AXIS });
    return Math.max(...inputs.map(({ bound }) => bound));
  },

  /** Rounds nothing. */
  roundingError: (_layer, { inputErrors }) => Math.max(...inputErrors),
};

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

  /** Of scales that differ the first is taken: no kernel's time depends on it. */
  addTwinNodes: (scope, _layer, [a, b]) => ({
    ...a,
    pending: null,
    name: scope.output('Concat', [a.name, b.name], { axis: CHANNEL_AXIS }),
  }),
};

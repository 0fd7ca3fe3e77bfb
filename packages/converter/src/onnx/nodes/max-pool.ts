// Max-pool on numbers.
import type { MaxPool } from '@bitplane/model';
import { hasPadding, padImage, windowAttributes } from '../ops/window';
import type { OnnxNode } from './onnx-node';

/**
 * Padded taps must not take part: they are −∞. MaxPool's own pads would do, but onnxruntime rejects ones as large as
 * the window.
 */
export const maxPoolNode: OnnxNode<MaxPool> = {
  kind: 'max-pool',

  addNodes(scope, { window }, [input]) {
    const image = hasPadding(window) ? padImage(scope, input.name, window, -Infinity) : input.name;
    scope.output('MaxPool', [image], windowAttributes(window, false));
    return input.bound;
  },

  /** Rounds nothing, and of numbers that are off by at most e the greatest is off by at most e. */
  roundingError: (_layer, { inputErrors: [inputError] }) => inputError,

  addTwinNodes: (scope, { window }, [x]) => ({
    ...x,
    name: scope.output('MaxPool', [x.name], windowAttributes(window, true)),
  }),
};

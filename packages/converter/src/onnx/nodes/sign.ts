// From numbers to signs at run time.
import type { Sign } from '@bitplane/model';
import { signOperands } from '../ops/signs-of';
import type { OnnxNode } from './onnx-node';

/** −1 where x < 0, else +1. */
export const signNode: OnnxNode<Sign> = {
  kind: 'sign',
  jumps: true,

  addNodes(scope, _layer, [input]) {
    scope.output('Where', signOperands(scope, input.name, 'sign'));
    return 1;
  },
};

// Max-pool on signs, the minimum in some channels.
import type { BitMaxPool } from '@bitplane/model';
import type { LayerScope } from '../layer-scope';
import { hasPadding, padImage, windowAttributes } from '../ops/window';
import type { OnnxNode } from './onnx-node';

/**
 * y = s·MaxPool(s·x), s = −1 in the channels that take the minimum. Padded taps must not take part: after s·x they are
 * −1, which wins over nothing. MaxPool's own pads would do, but onnxruntime rejects pads as large as the undilated
 * window.
 */
export const bitMaxPoolNode: OnnxNode<BitMaxPool> = {
  kind: 'bit-max-pool',

  addNodes(scope, { window, minimum }, [input]) {
    const signs = minimum.includes(1) ? addSigns(scope, minimum) : null;
    const turned = signs === null ? input.name : scope.node('Mul', [input.name, signs], 'turned');
    const image = hasPadding(window) ? padImage(scope, turned, window, -1) : turned;
    if (signs === null) {
      scope.output('MaxPool', [image], windowAttributes(window, false));
    } else {
      scope.output('Mul', [scope.node('MaxPool', [image], 'largest', windowAttributes(window, false)), signs]);
    }
    return 1;
  },
};

const addSigns = (scope: LayerScope, minimum: Uint8Array): string =>
  scope.constant(
    'turns',
    Float32Array.from(minimum, (bit) => 1 - 2 * bit),
    [minimum.length, 1, 1],
  );

// Convolution of signs: ±1 in float32, whose sums are exact, with weights that the file stores as bits.
import { BitplaneError } from '@bitplane/model';
import type { BinaryConv2D } from '@bitplane/model';
import { requireExactSum } from '../ops/exact-sum';
import { addSignWeights } from '../ops/sign-weights';
import { hasPadding, padImage, windowAttributes } from '../ops/window';
import type { OnnxNode } from './onnx-node';

/**
 * acc = Conv(a, w) over ±1, of w 0 as well where a mask leaves it out. Conv pads with 0, which contributes 0 exactly;
 * ±1 padding takes a Pad node.
 */
export const binaryConv2DNode: OnnxNode<BinaryConv2D> = {
  kind: 'binary-conv2d',

  addNodes(scope, layer, [input]) {
    const { name, filters, window, groups, padValue, weights } = layer;
    if (weights.type !== 'signs') {
      throw new BitplaneError(
        'E_LAYER',
        `ONNX: layer '${name}': weights must be signs, got latent ones; binarize first`,
      );
    }
    const groupChannels = input.channels / groups;
    const signs = addSignWeights(scope, weights, [filters, ...window.size, groupChannels]);
    const padsItself = padValue === 0 || !hasPadding(window);
    const image = padsItself ? input.name : padImage(scope, input.name, window, padValue);
    scope.output('Conv', [image, signs], { ...windowAttributes(window, padsItself), group: groups });
    return requireExactSum(name, window.size[0] * window.size[1] * groupChannels);
  },
};

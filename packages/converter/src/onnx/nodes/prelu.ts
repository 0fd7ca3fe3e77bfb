// ReLU with a slope for negative values.
import type { PRelu } from '@bitplane/model';
import { largestMagnitude } from '../ops/largest-magnitude';
import { broadcastOverImages } from '../ops/per-channel';
import { roundings, type OnnxNode } from './onnx-node';

/** y = x if x ≥ 0, else slope·x: ONNX's PRelu, slope [C, 1, 1] or [C, H, W]. */
export const preluNode: OnnxNode<PRelu> = {
  kind: 'prelu',

  addNodes(scope, { slopes, perElement }, [input]) {
    const { values, dims } = broadcastOverImages(Float32Array.from(slopes), input, perElement);
    scope.output('PRelu', [input.name, scope.constant('slopes', values, dims)]);
    return Infinity;
  },

  /**
   * Continuous, with slopes up to max(1, |slope|), whichever side of 0 rounding puts x on; one rounding in each
   * evaluation.
   */
  roundingError({ slopes }, { inputErrors: [inputError], outputMax }) {
    const steepest = Math.max(1, largestMagnitude(slopes));
    return steepest * inputError + roundings(outputMax);
  },
};

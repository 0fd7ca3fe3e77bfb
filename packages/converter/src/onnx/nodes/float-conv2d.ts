// A convolution of floats.
import type { FloatConv2D } from '@bitplane/model';
import { toOihw } from '../ops/weights-oihw';
import { windowAttributes } from '../ops/window';
import { roundings, type OnnxNode } from './onnx-node';

/** Conv, weights OIHW. A runtime may take its sums in any order and fuse multiplication and addition. */
export const floatConv2DNode: OnnxNode<FloatConv2D> = {
  kind: 'float-conv2d',
  sumsInAnyOrder: true,

  addNodes(scope, { filters, window, groups, weights, bias }, [{ name, channels }]) {
    const dims = [filters, channels / groups, ...window.size];
    const inputs = [name, scope.constant('weights', toOihw(weights, filters, channels / groups), dims)];
    if (bias !== null) inputs.push(scope.constant('bias', bias));
    scope.output('Conv', inputs, { ...windowAttributes(window, true), group: groups });
    return Infinity;
  },

  /**
   * Of a filter with weights w and bias b all partial sums are at most S = Σ|w|·max|x| + |b|. In any order its K
   * products round numbers that add up to S, and K additions round one partial sum each.
   */
  roundingError({ weights, filters, bias }, { inputErrors: [inputError], inputMax }) {
    const length = weights.length / filters;
    let [largestNorm, largestSum] = [0, 0];
    for (let filter = 0; filter < filters; filter++) {
      let norm = 0;
      for (let k = 0; k < length; k++) norm += Math.abs(weights[filter * length + k]);
      largestNorm = Math.max(largestNorm, norm);
      largestSum = Math.max(largestSum, norm * inputMax + Math.abs(bias?.[filter] ?? 0));
    }
    return largestNorm * inputError + 2 * length * roundings(largestSum);
  },
};

// The first layer: uint8 image × int8 weights, in float32 whose sums are exact.
import type { Int8Conv2D } from '@bitplane/model';
import { requireExactSum } from '../ops/exact-sum';
import { ElementCode } from '../graph-builder';
import type { LayerScope } from '../layer-scope';
import { windowAttributes } from '../ops/window';
import type { OnnxNode, Value } from './onnx-node';

/** acc = Conv(Cast(u) − zeroPoints, Cast(w)); zero padding comes after the subtraction, so it contributes 0. */
export const int8Conv2DNode: OnnxNode<Int8Conv2D> = {
  kind: 'int8-conv2d',

  addNodes(scope, layer, [input]) {
    const bound = requireExactSum(layer.name, largestSum(layer, input.channels));
    const centred = subtractZeroPoints(scope, layer.zeroPoints, input);
    const { filters, window, groups } = layer;
    const weightShape = [filters, ...window.size, input.channels / groups];
    const stored = scope.constant('weights-int8', layer.weights, weightShape);
    const cast = scope.node('Cast', [stored], 'weights-ohwi', { to: ElementCode.float32 });
    const weights = scope.node('Transpose', [cast], 'weights', { perm: [0, 3, 1, 2] });
    scope.output('Conv', [centred, weights], { ...windowAttributes(window, true), group: groups });
    return bound;
  },
};

function subtractZeroPoints(scope: LayerScope, zeroPoints: Uint8Array, { name, channels }: Value): string {
  const image = scope.node('Cast', [name], 'image', { to: ElementCode.float32 });
  if (zeroPoints.every((zeroPoint) => zeroPoint === 0)) return image;
  const stored = scope.constant('zero-points-uint8', zeroPoints, [channels, 1, 1]);
  const subtracted = scope.node('Cast', [stored], 'zero-points', { to: ElementCode.float32 });
  return scope.node('Sub', [image, subtracted], 'centred-image');
}

/** max over the filters of Σ |w|·max |u − zeroPoint|, which also bounds every partial sum. */
export function largestSum({ filters, groups, weights, zeroPoints }: Int8Conv2D, channels: number): number {
  const groupChannels = channels / groups;
  const taps = weights.length / filters;
  const sums = Array.from({ length: filters }, (_, filter) => {
    const firstChannel = Math.floor((filter * groups) / filters) * groupChannels;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const zeroPoint = zeroPoints[firstChannel + (tap % groupChannels)];
      sum += Math.abs(weights[filter * taps + tap]) * Math.max(zeroPoint, 255 - zeroPoint);
    }
    return sum;
  });
  return Math.max(...sums);
}

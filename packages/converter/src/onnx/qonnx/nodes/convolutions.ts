// Convolutions and dense layers whose weights have few bits.
import { BitplaneError, type BinaryConv2D, type Int8Conv2D, type Int8Dense } from '@bitplane/model';
import { largestSum } from '../../nodes/int8-conv2d';
import { requireExactSum } from '../../ops/exact-sum';
import { toOihw } from '../../ops/weights-oihw';
import { hasPadding, padImage, windowAttributes } from '../../ops/window';
import { addInt8, addSigns } from '../quantizers';
import { imageDims } from '../step-signs';
import type { AddQonnxNodes } from '../qonnx-node';

/** Conv by BipolarQuant of the weights, or by Quant of −1, 0 and 1 where there is a mask. */
export const addBinaryConv2D: AddQonnxNodes<BinaryConv2D> = (scope, layer, [input]) => {
  const { name, filters, window, groups, padValue, weights } = layer;
  if (weights.type !== 'signs') {
    const message = `QONNX: layer '${name}': weights must be signs, got latent ones; binarize first`;
    throw new BitplaneError('E_LAYER', message);
  }
  const groupChannels = input.channels / groups;
  const signs = addSigns(scope, weights, [filters, ...window.size, groupChannels]);
  const padsItself = padValue === 0 || !hasPadding(window);
  const { top, left, bottom, right } = window.padding;
  const padded = scope.shaped([1, input.channels, input.height + top + bottom, input.width + left + right]);
  const image = padsItself ? input.name : padImage(padded, input.name, window, padValue);
  scope.output('Conv', [image, signs], { ...windowAttributes(window, padsItself), group: groups });
  return requireExactSum(name, window.size[0] * window.size[1] * groupChannels);
};

/** Conv of bytes, from which the zero points are subtracted before, by Quant of the weights. */
export const addInt8Conv2D: AddQonnxNodes<Int8Conv2D> = (scope, layer, [input]) => {
  const { filters, window, groups, zeroPoints } = layer;
  const bound = requireExactSum(layer.name, largestSum(layer, input.channels));
  const groupChannels = input.channels / groups;
  const isCentred = zeroPoints.every((zeroPoint) => zeroPoint === 0);
  const points = () => scope.perChannel('zero-points', zeroPoints);
  const image = isCentred
    ? input.name
    : scope.shaped(imageDims(input)).node('Sub', [input.name, points()], 'centred-image');
  const dims = [filters, groupChannels, ...window.size];
  const weights = addInt8(scope, toOihw(layer.weights, filters, groupChannels), dims);
  scope.output('Conv', [image, weights], { ...windowAttributes(window, true), group: groups });
  return bound;
};

/** Flatten, MatMul by Quant of the weights, Mul by the scales, Add of the offsets. */
export const addInt8Dense: AddQonnxNodes<Int8Dense> = (scope, { filters, weights, scale, offset }, [input]) => {
  const length = weights.length / filters;
  const byInput = new Float32Array(weights.length);
  toOihw(weights, filters, input.channels).forEach((weight, k) => {
    byInput[(k % length) * filters + Math.floor(k / length)] = weight;
  });
  const matrix = addInt8(scope, byInput, [length, filters]);
  const row = scope.shaped([1, length]).node('Flatten', [input.name], 'row');
  const scores = scope.shaped([1, filters]);
  const perFilter = (label: string, values: ArrayLike<number>) => scope.constant(label, Float32Array.from(values));
  let y = scores.node('Mul', [scores.node('MatMul', [row, matrix], 'sums'), perFilter('scale', scale)], 'scaled');
  if (offset !== null) y = scores.node('Add', [y, perFilter('offset', offset)], 'shifted');
  scope.output('Reshape', [y, scope.int64('output-shape', [1, filters, 1, 1])]);
  return Infinity;
};

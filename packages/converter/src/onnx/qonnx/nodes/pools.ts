// Poolings, with their own pads wherever onnxruntime takes them.
import type { AveragePool, BitMaxPool, MaxPool, Shape, Window } from '@bitplane/model';
import type { Attributes } from '../../graph-builder';
import type { Value } from '../../nodes/onnx-node';
import { averageAttributes, padImage, windowAttributes } from '../../ops/window';
import { insideCounts } from '../../ops/window-sum';
import type { AddQonnxNodes } from '../qonnx-node';
import type { ShapedScope } from '../shaped-scope';
import { imageDims } from '../step-signs';

export const addMaxPool: AddQonnxNodes<MaxPool> = (scope, { window }, [input]) => {
  const { image, attributes } = maxPoolOf(scope, window, input);
  scope.output('MaxPool', [image], attributes);
  return input.bound;
};

/** Channels that take the minimum are multiplied by −1 before and after; BipolarQuant says that these are signs. */
export const addBitMaxPool: AddQonnxNodes<BitMaxPool> = (scope, { window, minimum }, [input]) => {
  const takesMinimum = minimum.includes(1);
  const turns = takesMinimum
    ? scope.perChannel(
        'turns',
        Array.from(minimum, (bit) => 1 - 2 * bit),
      )
    : '';
  const inside = scope.shaped(imageDims(input));
  const name = takesMinimum ? inside.node('Mul', [input.name, turns], 'turned') : input.name;
  const { image, attributes } = maxPoolOf(scope, window, { ...input, name });
  if (!takesMinimum) {
    scope.output('MaxPool', [image], attributes);
    return 1;
  }
  const largest = scope.node('MaxPool', [image], 'largest', attributes);
  const back = scope.node('Mul', [largest, turns], 'turned-back');
  scope.output('BipolarQuant', [back, scope.scalar('scale', 1)]);
  return 1;
};

/** A Pad with −∞ makes of larger pads what onnxruntime takes. */
function maxPoolOf(scope: ShapedScope, window: Window, input: Value): { image: string; attributes: Attributes } {
  if (hasOwnPads(window)) return { image: input.name, attributes: windowAttributes(window, true) };
  const { top, left, bottom, right } = window.padding;
  const { height, width, channels } = input;
  const padded = scope.shaped([1, channels, height + top + bottom, width + left + right]);
  const image = padImage(padded, input.name, window, -Infinity);
  return { image, attributes: windowAttributes(window, false) };
}

/** onnxruntime rejects pads as large as the window. */
const hasOwnPads = ({ size, padding: { top, left, bottom, right } }: Window): boolean =>
  Math.max(top, bottom) < size[0] && Math.max(left, right) < size[1];

/** GlobalAveragePool or AveragePool, without padded taps; with larger pads a depthwise Conv of ones, Div. */
export const addAveragePool: AddQonnxNodes<AveragePool> = (scope, { window }, [input]) => {
  if (isWhole(window, input)) scope.output('GlobalAveragePool', [input.name]);
  else if (hasOwnPads(window)) scope.output('AveragePool', [input.name], averageAttributes(window));
  else addCountedMeans(scope, window, input);
  return Infinity;
};

const isWhole = ({ size, padding }: Window, { height, width }: Shape): boolean =>
  size[0] === height && size[1] === width && Object.values(padding).every((pad) => pad === 0);

function addCountedMeans(scope: ShapedScope, window: Window, { name, channels, ...shape }: Value): void {
  const [rows, columns] = window.size;
  const ones = new Float32Array(channels * rows * columns).fill(1);
  const kernel = scope.constant('ones', ones, [channels, 1, rows, columns]);
  const sums = scope.node('Conv', [name, kernel], 'sums', { ...windowAttributes(window, true), group: channels });
  const counts = insideCounts(window, { channels, ...shape });
  scope.output('Div', [sums, scope.constant('counts', counts.values, [1, 1, counts.height, counts.width])]);
}

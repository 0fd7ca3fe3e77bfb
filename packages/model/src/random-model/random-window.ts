// Windows that fit an image: odd sizes, strides, dilations and uneven pads.
import type { Pair, Window } from '../layers/window';
import type { Random } from '../random';
import type { Shape } from '../tensor';

/** A convolution's window; whole windows may lie in the padding. */
export function randomConvolutionWindow(random: Random, input: Shape): Window {
  return randomWindow(random, input, (extent) => (random.chance(0.5) ? 0 : random.integer(0, extent)));
}

/** A pool's window: dilated ones are not padded, so that each holds a pixel. */
export function randomPoolWindow(random: Random, input: Shape): Window {
  return randomWindow(random, input, (extent, dilation) =>
    dilation > 1 || random.chance(0.5) ? 0 : random.integer(0, extent - 1),
  );
}

/** A window whose output is as large as the image; the pads may be uneven. */
export function randomSameWindow(random: Random): Window {
  const size: Pair = [random.integer(1, 3), random.integer(1, 3)];
  const dilation: Pair = [random.pick([1, 1, 2]), random.pick([1, 1, 2])];
  const [rows, columns] = [(size[0] - 1) * dilation[0], (size[1] - 1) * dilation[1]];
  const [top, left] = [random.integer(0, rows), random.integer(0, columns)];
  return { size, stride: [1, 1], dilation, padding: { top, left, bottom: rows - top, right: columns - left } };
}

type ChoosePad = (extent: number, dilation: number) => number;

function randomWindow(random: Random, input: Shape, choosePad: ChoosePad): Window {
  const rows = randomAxis(random, input.height, choosePad);
  const columns = randomAxis(random, input.width, choosePad);
  const both = (attribute: 'size' | 'stride' | 'dilation'): Pair => [rows[attribute], columns[attribute]];
  const padding = { top: rows.before, left: columns.before, bottom: rows.after, right: columns.after };
  return { size: both('size'), stride: both('stride'), dilation: both('dilation'), padding };
}

function randomAxis(random: Random, imageExtent: number, choosePad: ChoosePad) {
  const size = random.pick([1, 2, 3, 3, 3, 5]);
  const dilation = random.pick([1, 1, 1, 2]);
  const stride = random.pick([1, 1, 1, 2, 3]);
  const extent = (size - 1) * dilation + 1;
  const [before, after] = [choosePad(extent, dilation), choosePad(extent, dilation)];
  if (extent <= imageExtent + before + after) return { size, dilation, stride, before, after };
  return { size: 1, dilation: 1, stride, before: 0, after: 0 };
}

// Kernel size, strides, dilations and pads of convolutions and poolings.
import type { Pair, Padding, Shape, Window } from '@bitplane/model';
import type { NodeSource } from '../graph/node-source';
import type { Activation } from '../values/activation';
import { channelOrder, viewDims } from '../values/view';

export const WINDOW_ATTRIBUTES: readonly string[] = ['kernel_shape', 'strides', 'dilations', 'pads', 'auto_pad'];

/** The layer's channel for each of ONNX's. Throws E_LAYER unless the tensor is [N, C, H, W]. */
export function requireImage(source: NodeSource, { view, shape }: Activation): Int32Array {
  const order = channelOrder(view, shape);
  if (order !== null && view.length === 4) return order;
  return source.reject(
    'an image [N, channels, height, width]',
    `[${viewDims(view).join()}]`,
    'use 2D layers on the image as the convolutions leave it',
  );
}

function readPair(source: NodeSource, name: string, fallback: Pair): Pair {
  const list = source.ints(name);
  if (list === null) return fallback;
  const fits = list.length === 2 && list.every((value) => Number.isSafeInteger(value) && value >= 1);
  return fits
    ? [list[0], list[1]]
    : source.reject(`${name} to be two positive numbers`, `[${list.join()}]`, 'use 2D layers');
}

export interface WindowPlan {
  readonly kernel: Pair;
  /** With the pads of a Pad before it. */
  readonly input: Shape;
  /** The last window of each axis may stand over the edge. */
  readonly ceil: boolean;
}

/** `same` and a ceil_mode are resolved to explicit pads. */
export function readWindow(source: NodeSource, { kernel, input, ceil }: WindowPlan): Window {
  const stride = readPair(source, 'strides', [1, 1]);
  const dilation = readPair(source, 'dilations', [1, 1]);
  const pads = source.ints('pads') ?? [0, 0, 0, 0];
  const [top, left, bottom, right] = pads;
  if (pads.length !== 4 || !pads.every((pad) => Number.isSafeInteger(pad) && pad >= 0))
    source.reject(
      'pads of two axes, 0 or more',
      `[${pads.join()}]`,
      'crop with a smaller image, or pad with 0 or more',
    );
  const mode = source.string('auto_pad', 'NOTSET');
  if (mode !== 'NOTSET' && mode !== '' && pads.some((pad) => pad !== 0))
    source.reject('either auto_pad or pads', 'both', 'export it with explicit pads');
  const sizes: Pair = [input.height, input.width];
  const axes = ([0, 1] as const).map((axis) => {
    const axisOf = { size: kernel[axis], stride: stride[axis], dilation: dilation[axis], length: sizes[axis] };
    const given = axis === 0 ? ([top, bottom] as const) : ([left, right] as const);
    const [before, after] = autoPads(source, mode, axisOf) ?? given;
    return [
      before,
      ceil ? after + overhang({ ...axisOf, length: axisOf.length + before + after }, before, sizes[axis]) : after,
    ];
  });
  const padding: Padding = { top: axes[0][0], left: axes[1][0], bottom: axes[0][1], right: axes[1][1] };
  return { size: kernel, stride, dilation, padding };
}

interface Axis {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly length: number;
}

function autoPads(source: NodeSource, mode: string, { size, stride, dilation, length }: Axis): Pair | null {
  if (mode === 'NOTSET' || mode === '') return null;
  if (mode === 'VALID') return [0, 0];
  if (mode !== 'SAME_UPPER' && mode !== 'SAME_LOWER')
    return source.reject('auto_pad NOTSET, VALID, SAME_UPPER or SAME_LOWER', mode);
  // onnxruntime rejects the one and pads the other as if it were not dilated: nobody knows what was meant.
  if (dilation > 1) source.reject('explicit pads beside dilations', mode, 'export it with explicit pads');
  const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + size - length);
  const [small, large] = [Math.floor(total / 2), Math.ceil(total / 2)];
  return mode === 'SAME_UPPER' ? [small, large] : [large, small];
}

/** Rows or columns that the last window needs more, if it starts inside the image or its first pads. */
function overhang({ size, stride, dilation, length }: Axis, before: number, inside: number): number {
  const span = (size - 1) * dilation + 1;
  const rest = (length - span) % stride;
  if (length < span || rest === 0) return 0;
  const start = length - span - rest + stride;
  return start < inside + before ? stride - rest : 0;
}

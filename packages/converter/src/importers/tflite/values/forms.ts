// The forms that an image has, each made of another one when a layer asks for it.
import { affineLayer, NUM_BYTES, type Layer, type Shape, type Window } from '@bitplane/model';
import type { NetworkBuilder } from '../network-builder';
import type { Value } from './value';

/** One tap for each channel: what it makes is what it reads. */
const singleTap = (padding: Window['padding']): Window => ({ size: [1, 1], stride: [1, 1], dilation: [1, 1], padding });

export const NO_PADDING: Window['padding'] = { top: 0, left: 0, bottom: 0, right: 0 };

/** Float64 numbers, in the units of the network's source. Expects a value without pads. */
export function numbersOf(net: NetworkBuilder, value: Value): string {
  const { forms } = value;
  forms.numbers ??= forms.bits === undefined ? numbersOfBytes(net, value) : numbersOfBits(net, value, forms.bits);
  return forms.numbers;
}

/** Bytes with the value's own scale and zero point. Expects a value that has them, without pads. */
export function bytesOf(net: NetworkBuilder, value: Value): string {
  const { forms, name, shape, byteScale } = value;
  forms.bytes ??= net.add({
    kind: 'quantize',
    name: `${name}/bytes`,
    inputs: [forms.unrounded ?? numbersOf(net, value)],
    element: 'float64',
    scale: net.filled(shape.channels, byteScale!.scale),
    zeroPoints: zeroPointsOf(net, value),
  });
  return forms.bytes;
}

/** [channels] */
export const zeroPointsOf = (net: NetworkBuilder, { shape, byteScale }: Value): Uint8Array =>
  Uint8Array.from(net.filled(shape.channels, byteScale!.zeroPoint));

/**
 * Signs, +1 for 0. Numbers that the file first rounds to bytes are negative from half a step below 0 on (ties go to the
 * even byte, the zero point): no byte has to be made, and the chain can become thresholds. Expects a value without
 * pads.
 */
export function signsOf(net: NetworkBuilder, value: Value): string {
  const { forms, name } = value;
  forms.signs ??=
    forms.bits ??
    net.add({ kind: 'sign', name: `${name}/signs`, inputs: [roundedAtZero(net, value) ?? numbersOf(net, value)] });
  return forms.signs;
}

/**
 * Numbers with the signs that rounding to bytes leaves; null where the value's numbers are rounded already, or where
 * they are those of other bytes, which are often ties: a pass makes one table of bytes of them.
 */
function roundedAtZero(net: NetworkBuilder, { forms, name, shape, byteScale }: Value): string | null {
  if (forms.unrounded === undefined || isOfBytes(net, forms.unrounded)) return null;
  const offset = net.filled(shape.channels, byteScale!.scale / 2);
  return net.add(affineLayer(`${name}/half-step`, forms.unrounded, { offset }));
}

const BY_ITSELF: readonly string[] = ['affine', 'relu', 'prelu', 'clip'];

/** Whether each number depends on one byte alone. */
function isOfBytes(net: NetworkBuilder, name: string): boolean {
  let layer = net.layerOf(name);
  while (layer !== null && BY_ITSELF.includes(layer.kind)) layer = net.layerOf(layer.inputs[0]);
  return layer?.kind === 'byte-table';
}

/** A convolution of one weight of +1 for each channel gives the signs as sums. */
function numbersOfBits(net: NetworkBuilder, { name, shape, magnitude }: Value, bits: string): string {
  const sums = net.add(repeatedBits(net, { name: `${name}/bits`, input: bits, shape }));
  return net.add(affineLayer(`${name}/numbers`, sums, { scale: net.filled(shape.channels, magnitude) }));
}

interface Repeated {
  readonly name: string;
  readonly input: string;
  readonly shape: Shape;
  readonly padding?: Window['padding'];
  readonly padValue?: 1 | -1;
}

/** The signs as sums, with more of them around. */
export function repeatedBits(net: NetworkBuilder, repeated: Repeated): Layer {
  const { name, input, shape, padding = NO_PADDING, padValue } = repeated;
  return {
    kind: 'binary-conv2d',
    name,
    inputs: [input],
    filters: shape.channels,
    window: singleTap(padding),
    groups: shape.channels,
    padValue: padValue ?? 0,
    weights: { type: 'signs', values: Uint8Array.from(net.filled(shape.channels, 0)), mask: null },
  };
}

/** The numbers as they are, with zeros around. */
export function repeatedNumbers(net: NetworkBuilder, repeated: Repeated): Layer {
  const { name, input, shape, padding = NO_PADDING } = repeated;
  return {
    kind: 'conv2d',
    name,
    inputs: [input],
    filters: shape.channels,
    window: singleTap(padding),
    groups: shape.channels,
    weights: Float32Array.from(net.filled(shape.channels, 1)),
    bias: null,
    weightBits: 32,
  };
}

function numbersOfBytes(net: NetworkBuilder, value: Value): string {
  const { scale, zeroPoint } = value.byteScale!;
  return net.add({
    kind: 'byte-table',
    name: `${value.name}/numbers`,
    inputs: [bytesOf(net, value)],
    element: 'float64',
    perChannel: false,
    table: Float64Array.from({ length: NUM_BYTES }, (_, byte) => scale * (byte - zeroPoint)),
  });
}

// Layers of floats and bytes: tables, convolutions of floats, and 8-bit ones in the middle of a network.
import { NUM_BYTES } from '../layers/byte-table';
import { numElements } from '../tensor';
import { append, type Draft } from './draft';
import { appendInt8Conv2D, chooseGroups } from './random-convolution';
import { appendNormalisation } from './random-real';
import { randomFloats } from './random-values';
import { randomConvolutionWindow, randomSameWindow } from './random-window';

/** The image, or other bytes, as other bytes. */
export function appendByteShuffle(draft: Draft): void {
  const { random } = draft;
  const { perChannel, length } = chooseTable(draft);
  const table = Uint8Array.from({ length }, () => random.integer(0, 255));
  append(draft, { kind: 'byte-table', element: 'uint8', perChannel, table });
}

/** Bytes as floats of about −1 to 1: straight lines, or any numbers. */
export function appendByteFloats(draft: Draft): void {
  const { random } = draft;
  const { perChannel, length } = chooseTable(draft);
  const table = random.chance(0.5)
    ? randomFloats(random, length)
    : Float32Array.from({ length }, (_, k) => (2 * (k % NUM_BYTES)) / 255 - 1);
  append(draft, { kind: 'byte-table', element: 'float32', perChannel, table });
}

function chooseTable({ random, type }: Draft): { perChannel: boolean; length: number } {
  const perChannel = random.chance(0.5);
  return { perChannel, length: NUM_BYTES * (perChannel ? type.channels : 1) };
}

/** float32 → float32: any groups, depthwise ones and those of one pixel among them. */
export function appendFloatConv2D(draft: Draft): void {
  const { random, type } = draft;
  const shape = chooseGroups(draft, { filters: random.pick([1, 3, 8, 17, 32]) });
  const { filters, groups } = random.chance(0.2) ? { filters: type.channels, groups: type.channels } : shape;
  const window = random.chance(0.5) ? randomSameWindow(random) : randomConvolutionWindow(random, type);
  const length = (window.size[0] * window.size[1] * type.channels) / groups;
  const deviation = random.chance(0.5) ? Math.sqrt(length) : 2 ** Math.round(Math.log2(length) / 2);
  const weights = random.chance(0.5)
    ? randomFloats(random, filters * length).map((weight) => weight / deviation)
    : Float32Array.from({ length: filters * length }, () => random.pick([-1, 0, -0, 0.5, 1]) / deviation);
  const bias = random.chance(0.5) ? null : randomFloats(random, filters);
  append(draft, { kind: 'float-conv2d', filters, window, groups, weights, bias });
}

/** float32 → float32 through bytes: quantize, int8-conv2d, normalisation. */
export function appendQuantized(draft: Draft): void {
  const { random, type } = draft;
  const scale = Float32Array.from({ length: type.channels }, () =>
    random.pick([1 / 32, 1 / 2, 0.02, random.uniform()]),
  );
  const zeroPoints = Uint8Array.from({ length: type.channels }, () => random.pick([0, 128, random.integer(0, 255)]));
  append(draft, { kind: 'quantize', element: 'float32', scale: scale.map((each) => each || 1), zeroPoints });
  appendNormalisation(draft, appendInt8Conv2D(draft, { filters: random.integer(1, 24) }));
}

/** More elements would make the file's vectors large and test nothing else. */
const MAX_ELEMENTS = 8192;

/** Bits or floats. */
export function appendUpsample(draft: Draft): void {
  const { random, type } = draft;
  const factors = [random.integer(1, 3), random.integer(1, 3)] as const;
  if (factors[0] * factors[1] * numElements(type) <= MAX_ELEMENTS) append(draft, { kind: 'upsample', factors });
}

// A number of bits for each element, as the trainer's quantizers bit-map and mean-bits take it.
import { meanBitsMap } from '@bitplane/model';
import { toOhwi } from '../../lowering/to-ohwi';
import type { QuantizerSource } from './quantizer-config';

const MAX_BITS = 4;

/**
 * n(e) of the quantizers bit-map and mean-bits for every element of an operand of this shape, in the order of
 * TensorFlow.
 */
export function readBits(quantizer: QuantizerSource, shape: readonly number[]): Uint8Array {
  if (quantizer.name !== 'mean-bits') return readBitMap(quantizer, shape);
  const meanBits = quantizer.positive('mean_bits', 1.5);
  if (meanBits < 1 || meanBits > MAX_BITS) quantizer.reject(`expected mean_bits from 1 to ${MAX_BITS}`, meanBits);
  const numElements = shape.reduce((product, size) => product * size, 1);
  return Uint8Array.from(meanBitsMap(numElements, meanBits, quantizer.integer('seed', [0, 2 ** 32 - 1], 0)));
}

/** The same for a kernel, in OHWI order. shape: [..., filters]. */
export const readKernelBits = (quantizer: QuantizerSource, shape: readonly number[]): Uint8Array =>
  toOhwi(readBits(quantizer, shape), shape[shape.length - 1]);

/**
 * The setting `bits`, nested arrays of 1 … 4 that broadcast to the operand's shape from its last axis on. Throws
 * E_LAYER for another form.
 */
function readBitMap(quantizer: QuantizerSource, shape: readonly number[]): Uint8Array {
  const nested = quantizer.setting('bits');
  const sizes = sizesOf(nested);
  const leading = shape.length - (sizes?.length ?? 0);
  const fits = sizes?.every((size, axis) => size === 1 || size === shape[leading + axis]) ?? false;
  if (sizes === null || leading < 0 || !fits) {
    quantizer.reject(`expected bits to be nested arrays that broadcast to [${shape.join()}]`, nested);
  }
  const flat = (Array.isArray(nested) ? nested.flat(Infinity) : []) as unknown[];
  const wrong = flat.find((bits) => !Number.isInteger(bits) || (bits as number) < 1 || (bits as number) > MAX_BITS);
  if (wrong !== undefined) quantizer.reject(`expected bits from 1 to ${MAX_BITS}`, wrong);
  const broadcast = new Uint8Array(shape.reduce((product, size) => product * size, 1));
  for (let k = 0; k < broadcast.length; k++) broadcast[k] = flat[broadcastIndex(k, shape, sizes)] as number;
  return broadcast;
}

/** Null where the parts of an array differ in shape, or where it is empty. */
function sizesOf(value: unknown): number[] | null {
  if (!Array.isArray(value)) return [];
  const parts = value.map(sizesOf);
  const [first] = parts;
  const isRectangular = parts.every((part) => part !== null && part.join() === first?.join());
  return first != null && isRectangular ? [parts.length, ...first] : null;
}

/** Where element k of an array of `shape` finds its value in one of `sizes` that broadcasts to it. */
function broadcastIndex(k: number, shape: readonly number[], sizes: readonly number[]): number {
  let [index, stride, rest] = [0, 1, k];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = sizes[axis - (shape.length - sizes.length)] ?? 1;
    if (size > 1) index += (rest % shape[axis]) * stride;
    stride *= size;
    rest = Math.floor(rest / shape[axis]);
  }
  return index;
}

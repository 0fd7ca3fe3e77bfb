// A constant operand as numbers of channels, whatever shape it is broadcast from.
import { numElements } from '@bitplane/model';
import { sizeOf, type OperatorSource } from '../operator-source';
import type { Value } from '../values/value';

export interface ChannelNumbers {
  readonly numbers: Float64Array;
  /** They are [height, width, channels] instead of [channels]. */
  readonly perElement: boolean;
}

interface Operands {
  readonly value: Value;
  /** The constant's. */
  readonly index: number;
  readonly allowPerElement?: boolean;
}

/**
 * One number, one for each channel, or one for each element that is the same in all pixels; others where they are
 * allowed.
 */
export function channelNumbers(source: OperatorSource, { value, index, allowPerElement }: Operands): ChannelNumbers {
  const constant = source.constant(index, 'numbers');
  const values = source.finite(constant);
  const { channels } = value.shape;
  const isOfLastDimension = constant.dims.slice(0, -1).every((size) => size === 1);
  if (values.length === 1) return { numbers: source.net.filled(channels, values[0]), perElement: false };
  if (values.length === channels && isOfLastDimension) return { numbers: values, perElement: false };
  if (values.length === numElements(value.shape)) {
    if (values.every((number, k) => number === values[k % channels]))
      return { numbers: values.slice(0, channels), perElement: false };
    if (allowPerElement === true) return { numbers: values, perElement: true };
  }
  return source.reject(
    `one number, or one for each of ${channels} channels`,
    `${constant.name} [${constant.dims.join()}] on ${sizeOf(value.shape)}`,
    value.layout.kind === 'flat' ? 'put it before the flattening reshape' : undefined,
  );
}

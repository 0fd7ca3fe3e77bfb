// Numbers for each channel, out of a constant operand of a node.
import type { NodeSource } from '../graph/node-source';
import type { Activation } from '../values/activation';
import { broadcast } from '../values/broadcast';
import type { Constant } from '../values/constant';
import { viewDims } from '../values/view';

export interface ChannelNumbers {
  /** [channels] */
  readonly values: Float64Array;
  /** Whether they differ. */
  readonly isPerChannel: boolean;
}

/** Throws E_LAYER for a constant of another shape, or with a number for each pixel. */
export function channelNumbers(source: NodeSource, constant: Constant, activation: Activation): ChannelNumbers {
  const own = `[${constant.dims.join()}]`;
  const numbers = broadcast(constant, activation);
  if (numbers === null)
    return source.reject(
      `a constant that fits [${viewDims(activation.view).join()}]`,
      own,
      'give it the shape [channels, 1, 1]',
    );
  if (numbers.per === 'element')
    return source.reject(
      'one number for the tensor or for each channel',
      `${own}, one for each pixel`,
      'use numbers of the shape [channels, 1, 1]',
    );
  const isPerChannel = numbers.per === 'channel';
  const { channels } = activation.shape;
  return { values: isPerChannel ? numbers.values : new Float64Array(channels).fill(numbers.values[0]), isPerChannel };
}

/** A list [channels] along axis 1, as BatchNormalization has it. */
export const alongChannels = (constant: Constant, rank: number): Constant => ({
  ...constant,
  dims: Array.from({ length: rank }, (_, axis) => (axis === 1 ? constant.data.length : 1)),
});

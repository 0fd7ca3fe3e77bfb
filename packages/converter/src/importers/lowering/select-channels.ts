// Some of the channels of a tensor, of numbers.
import type { Conv2D } from '@bitplane/model';

/** A 1×1 convolution whose weights are 0 but for a 1 in each filter: exact, since sums start at +0. */
export function selectChannels(name: string, input: string, channels: readonly number[], numInputs: number): Conv2D {
  const weights = new Float32Array(channels.length * numInputs);
  channels.forEach((channel, filter) => (weights[filter * numInputs + channel] = 1));
  return {
    kind: 'conv2d',
    name,
    inputs: [input],
    filters: channels.length,
    groups: 1,
    window: { size: [1, 1], stride: [1, 1], dilation: [1, 1], padding: { top: 0, left: 0, bottom: 0, right: 0 } },
    weights,
    bias: null,
    weightBits: 32,
  };
}

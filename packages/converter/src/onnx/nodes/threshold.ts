// From sums to signs by comparison.
import type { Threshold } from '@bitplane/model';
import { addIntegers } from '../ops/integer-constant';
import { broadcastOverImages } from '../ops/per-channel';
import type { OnnxNode } from './onnx-node';

/** sign = Where(lower ≤ acc [And acc ≤ upper], inside, outside) with inside = −outside = −1 where flipped, else +1. */
export const thresholdNode: OnnxNode<Threshold> = {
  kind: 'threshold',

  addNodes(scope, { lower, upper, flip, perElement }, [input]) {
    const constant = (label: string, values: Int32Array): string => {
      const { values: ordered, dims } = broadcastOverImages(values, input, perElement);
      return addIntegers(scope, label, ordered, dims);
    };
    const bound = (label: string, values: Int32Array) => constant(label, clampTo(input.bound + 1, values));

    let isInside = scope.node('GreaterOrEqual', [input.name, bound('lower', lower)], 'at-least');
    if (upper !== null) {
      const atMost = scope.node('LessOrEqual', [input.name, bound('upper', upper)], 'at-most');
      isInside = scope.node('And', [isInside, atMost], 'in-interval');
    }
    const inside = constant('inside', signsOf(flip));
    scope.output('Where', [isInside, inside, scope.node('Neg', [inside], 'outside')]);
    return 1;
  },
};

/** Bounds beyond every sum compare alike; cut, they are narrow integers and exact in float32 (sums are below 2^24). */
export const clampTo = (limit: number, values: Int32Array): Int32Array =>
  values.map((value) => Math.max(-limit, Math.min(limit, value)));

const signsOf = (flip: Uint8Array): Int32Array => Int32Array.from(flip, (bit) => 1 - 2 * bit);

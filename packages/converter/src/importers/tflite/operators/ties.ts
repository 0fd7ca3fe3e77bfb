// The rounding of means to bytes.
import { affineLayer } from '@bitplane/model';
import type { OperatorSource } from '../operator-source';
import type { Step } from './chain';

interface Mean {
  /** Of how many numbers, at most. */
  readonly count: number;
  /** What lies in the middle between −tie and +tie, in steps from the number 0; null: the mean is not rounded. */
  readonly zero: number | null;
}

/**
 * A mean of bytes is moved by less than a quarter of the distance to the next one, which is a count's part of a step.
 */
const SHARE = 1 / 1024;

/**
 * TensorFlow Lite rounds a mean of bytes, which is often a tie, away from 0; a `quantize` rounds ties to even. So the
 * mean q is moved away from 0 a little before: q + q·SHARE / count, where q = x / scale + zero.
 */
export function tiesAwayFromZero(source: OperatorSource, { count, zero }: Mean): Step[] {
  if (zero === null) return [];
  const { net } = source;
  const step = source.value(0).byteScale!.scale;
  const share = SHARE / count;
  return [
    (as, input) => {
      const { channels } = net.typeOf(input);
      return affineLayer(as, input, {
        scale: net.filled(channels, 1 + share),
        offset: net.filled(channels, zero * step * share),
      });
    },
  ];
}

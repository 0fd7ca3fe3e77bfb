// Bytes that stand for real numbers: the one formula that trainer and converter use (docs/bits.md section 5).
import { roundHalfEven } from './quantize-int8';

/** low ≤ 0 ≤ high, so that a byte stands for 0 exactly. */
export interface ByteRange {
  readonly low: number;
  readonly high: number;
}

/** u stands for (u − zeroPoint)·scale. */
export interface ByteScale {
  /** Above 0, a float32. */
  readonly scale: number;
  /** 0…255 */
  readonly zeroPoint: number;
}

const MAX_BYTE = 255;

/**
 * scale = fl32((high − low) / 255), or 1 if that is 0; zeroPoint = clamp(roundHalfEven(−low / scale), 0, 255), the
 * quotients in float64. Jacob et al., "Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference", arXiv:1712.05877, section 3.
 */
export function byteScale({ low, high }: ByteRange): ByteScale {
  const scale = Math.fround((high - low) / MAX_BYTE) || 1;
  const zeroPoint = Math.max(0, Math.min(MAX_BYTE, roundHalfEven(-low / scale)));
  return { scale, zeroPoint };
}

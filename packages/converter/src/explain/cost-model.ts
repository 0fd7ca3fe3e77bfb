// How long a layer takes, roughly: from its products and bytes alone.
import type { Layer, LayerCost, TensorType } from '@bitplane/model';

/**
 * Per nanosecond, on one thread. Products are those of docs/benchmarks.md (2026-11-23, Zen 4, AVX-512): 16.5 M binary
 * ones in 16.1 µs; the reference network's first layer, 1.77 M of bytes, in 12.5 µs; of floats a 27th of the binary
 * ones, as OpenBLAS has them beside ours. Bytes moved: an assumption, of a core that works in its second-level cache.
 * Other machines are slower by a common factor more than by ones of their own.
 */
const RATES = { binary: 1030, int8: 140, float: 38, bytes: 10 };

const BITS_PER_ELEMENT: Readonly<Record<TensorType['element'], number>> = {
  bits: 1,
  uint8: 8,
  int32: 32,
  float32: 32,
  float64: 64,
};

export interface LayerEstimate {
  readonly layer: Layer;
  /** Bytes of weights, thresholds and parameters. */
  readonly parameters: number;
  /** Bytes that it reads and writes per image. */
  readonly activations: number;
  /** Estimated, per image. */
  readonly microseconds: number;
}

/** inputs: what the layer reads. Sums are not moved where thresholds compare them as they are made. */
export function estimate({ layer, output, ...cost }: LayerCost, inputs: readonly TensorType[]): LayerEstimate {
  const { binary, int8, other } = cost.weightBits;
  const parameters = (binary + int8 + other) / 8;
  const moved = [...inputs, output].filter(({ element }) => element !== 'int32' || output.element === 'float32');
  const activations = moved.reduce((sum, type) => sum + nbytesOf(type), 0);
  const rate = inputs[0].element === 'uint8' ? RATES.int8 : RATES.float;
  const nanoseconds =
    cost.binaryMacs / RATES.binary + cost.integerMacs / rate + (parameters + activations) / RATES.bytes;
  return { layer, parameters, activations, microseconds: nanoseconds / 1000 };
}

const nbytesOf = ({ element, height, width, channels }: TensorType): number =>
  Math.ceil((height * width * channels * BITS_PER_ELEMENT[element]) / 8);

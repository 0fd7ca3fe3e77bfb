// Numbers in a range as bytes.
import { byteScale, type ByteRange, type Quantize } from '@bitplane/model';

export interface BytesOf {
  /** The tensor of numbers. */
  readonly input: string;
  readonly channels: number;
  readonly range: ByteRange;
}

/** One scale and one zero point for all channels. */
export function byteLayer(name: string, { input, channels, range }: BytesOf): Quantize {
  const { scale, zeroPoint } = byteScale(range);
  return {
    ...{ kind: 'quantize', name, inputs: [input], element: 'float64' },
    scale: new Float64Array(channels).fill(scale),
    zeroPoints: new Uint8Array(channels).fill(zeroPoint),
  };
}

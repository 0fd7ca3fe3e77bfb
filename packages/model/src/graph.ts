// A network as plain data: what the importers make, the passes rewrite, the interpreter runs and the exporters write.
import type { Layer } from './layers';
import type { Shape } from './tensor';

export type { Layer } from './layers';

/** The name under which layers refer to the image, uint8 [height, width, channels]. */
export const INPUT = 'input';

/** A network. Layers are in an order in which each comes after its inputs; the last one's output is the network's. */
export interface Model {
  readonly name: string;
  readonly input: Shape;
  /**
   * Names of the scores, from the first one on; there may be fewer names than scores. Absent where nobody knows them.
   */
  readonly classes?: readonly string[];
  /**
   * What the source computes numbers in, one rounding per operation, so that signs and thresholds of them are taken as
   * there; absent: real numbers, of which float64 is close enough (docs/bits.md section 3).
   */
  readonly arithmetic?: 'float32';
  readonly layers: readonly Layer[];
}

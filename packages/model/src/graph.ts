// A network as plain data: what the importers make, the passes rewrite, the interpreter runs and the exporters write.
import type { Add } from './layers/add';
import type { Affine } from './layers/affine';
import type { AveragePool } from './layers/average-pool';
import type { BatchNorm } from './layers/batch-norm';
import type { BinaryConv2D } from './layers/binary-conv2d';
import type { BitMaxPool } from './layers/bit-max-pool';
import type { Concat } from './layers/concat';
import type { Conv2D } from './layers/conv2d';
import type { Int8Conv2D } from './layers/int8-conv2d';
import type { Int8Dense } from './layers/int8-dense';
import type { MaxPool } from './layers/max-pool';
import type { MultiThreshold } from './layers/multi-threshold';
import type { Normalize } from './layers/normalize';
import type { PlaneSum } from './layers/plane-sum';
import type { PRelu } from './layers/prelu';
import type { Relu } from './layers/relu';
import type { ResidualSign } from './layers/residual-sign';
import type { Sign } from './layers/sign';
import type { Threshold } from './layers/threshold';
import type { Shape } from './tensor';

export type Layer =
  | Normalize
  | Conv2D
  | Relu
  | PRelu
  | BatchNorm
  | Affine
  | MaxPool
  | AveragePool
  | Sign
  | Int8Conv2D
  | BinaryConv2D
  | Threshold
  | BitMaxPool
  | Add
  | Concat
  | ResidualSign
  | PlaneSum
  | Int8Dense
  | MultiThreshold;

/** The name under which layers refer to the image, uint8 [height, width, channels]. */
export const INPUT = 'input';

/** A network. Layers stand in an order in which each comes after its inputs; the last one's output is the network's. */
export interface Model {
  readonly name: string;
  readonly input: Shape;
  /** Names of the scores, from the first one on; there may be fewer names than scores. Absent where nobody knows them. */
  readonly classes?: readonly string[];
  readonly layers: readonly Layer[];
}

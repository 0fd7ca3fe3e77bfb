// The nodes that may read an activation. A new one is a file and a line here.
import { ARITHMETIC } from './arithmetic';
import { BATCH_NORMALIZATION } from './batch-normalization';
import { CONCAT } from './concat';
import { CONVOLUTION } from './convolution';
import { DENSE } from './dense';
import type { NodeKind } from './node-kind';
import { PAD } from './pad';
import { PARTS } from './parts';
import { POOLINGS } from './pooling';
import { QUANTIZER_NODES } from './quantizers';
import { RECTIFIERS } from './rectifiers';
import { RESIZE } from './resize';
import { ROUNDINGS } from './roundings';
import { SHAPE_NODES } from './shapes';
import { SIGNS } from './signs';
import { SOFTMAX } from './softmax';
import { MOD } from './whole-numbers';

export const NODE_KINDS: ReadonlyMap<string, NodeKind> = new Map<string, NodeKind>([
  ...CONVOLUTION,
  ...DENSE,
  ...SIGNS,
  ...QUANTIZER_NODES,
  ...BATCH_NORMALIZATION,
  ...ARITHMETIC,
  ...RECTIFIERS,
  ...POOLINGS,
  ...SHAPE_NODES,
  ...PAD,
  ...PARTS,
  ...RESIZE,
  ...ROUNDINGS,
  ...CONCAT,
  ...SOFTMAX,
  ...MOD,
]);

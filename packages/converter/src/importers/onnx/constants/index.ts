// The nodes that are computed while importing, where nothing that they read depends on the image.
import { ELEMENTWISE } from './elementwise';
import type { ConstantNode } from './fold';
import { MAKERS } from './make';
import { QUANTIZERS } from './quantize';
import { REDUCTIONS } from './reduce';
import { RESHAPES } from './reshape';
import { SELECTIONS } from './select';

export const CONSTANT_NODES: ReadonlyMap<string, ConstantNode> = new Map<string, ConstantNode>([
  ...MAKERS,
  ...RESHAPES,
  ...SELECTIONS,
  ...ELEMENTWISE,
  ...REDUCTIONS,
  ...QUANTIZERS,
]);

// All layer kinds, by name. A new one is added here, in graph.ts, in ../index.ts and, if files may hold it, in
// ../blob/records/index.ts.
import { BitplaneError } from '../errors';
import type { Layer } from '../graph';
import { add } from './add';
import { affine } from './affine';
import { averagePool } from './average-pool';
import { batchNorm } from './batch-norm';
import { binaryConv2D } from './binary-conv2d';
import { bitMaxPool } from './bit-max-pool';
import { concat } from './concat';
import { conv2d } from './conv2d';
import { int8Conv2D } from './int8-conv2d';
import type { LayerKind } from './layer-kind';
import { int8Dense } from './int8-dense';
import { maxPool } from './max-pool';
import { multiThreshold } from './multi-threshold';
import { normalize } from './normalize';
import { planeSum } from './plane-sum';
import { prelu } from './prelu';
import { relu } from './relu';
import { residualSign } from './residual-sign';
import { sign } from './sign';
import { threshold } from './threshold';

type KindName = Layer['kind'];
type LayerOfKind<Kind extends KindName> = Extract<Layer, { kind: Kind }>;

export const LAYER_KINDS: { readonly [Kind in KindName]: LayerKind<LayerOfKind<Kind>> } = {
  normalize,
  conv2d,
  relu,
  prelu,
  'batch-norm': batchNorm,
  affine,
  'max-pool': maxPool,
  'average-pool': averagePool,
  sign,
  'int8-conv2d': int8Conv2D,
  'binary-conv2d': binaryConv2D,
  threshold,
  'bit-max-pool': bitMaxPool,
  add,
  concat,
  'residual-sign': residualSign,
  'plane-sum': planeSum,
  'int8-dense': int8Dense,
  'multi-threshold': multiThreshold,
};

/** What answers for a layer. Throws E_LAYER for a kind that is not listed. */
export function kindOf<Kind extends KindName>(layer: LayerOfKind<Kind>): LayerKind<LayerOfKind<Kind>> {
  if (Object.hasOwn(LAYER_KINDS, layer.kind)) return LAYER_KINDS[layer.kind];
  const known = Object.keys(LAYER_KINDS).join(', ');
  throw new BitplaneError('E_LAYER', `layer '${layer.name}': expected one of the kinds ${known}, got '${layer.kind}'`);
}

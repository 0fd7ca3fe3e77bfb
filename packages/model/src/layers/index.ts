// All layer kinds, each with its type. A new one is added here and, if files may hold it, in ../blob/records/index.ts.
import { BitplaneError } from '../errors';
import { add } from './add';
import { affine } from './affine';
import { averagePool } from './average-pool';
import { batchNorm } from './batch-norm';
import { binaryConv2D } from './binary-conv2d';
import { bitMaxPool } from './bit-max-pool';
import { channelShuffle } from './channel-shuffle';
import { byteTable } from './byte-table';
import { clip } from './clip';
import { concat } from './concat';
import { checkedOnce } from './checked-once';
import { conv2d } from './conv2d';
import { floatConv2D } from './float-conv2d';
import { int8Conv2D } from './int8-conv2d';
import { int8Dense } from './int8-dense';
import { levels } from './levels';
import { maxPool } from './max-pool';
import { multiThreshold } from './multi-threshold';
import { normalize } from './normalize';
import { planeSum } from './plane-sum';
import { prelu } from './prelu';
import { quantize } from './quantize';
import { relu } from './relu';
import { residualSign } from './residual-sign';
import { sign } from './sign';
import { threshold } from './threshold';
import { upsample } from './upsample';
import type { LayerBase, LayerKind } from './layer-kind';

export type { Add } from './add';
export { affineLayer, type Affine } from './affine';
export { averagePoolLayer, type AveragePool } from './average-pool';
export type { BatchNorm } from './batch-norm';
export type { BinaryConv2D, LatentWeights, SignWeights } from './binary-conv2d';
export type { BitMaxPool } from './bit-max-pool';
export { shuffledChannels, type ChannelShuffle } from './channel-shuffle';
export { NUM_BYTES, type ByteTable } from './byte-table';
export type { Clip } from './clip';
export type { Concat } from './concat';
export type { Conv2D } from './conv2d';
export type { FloatConv2D } from './float-conv2d';
export type { Int8Conv2D } from './int8-conv2d';
export type { Int8Dense } from './int8-dense';
export { boundsOf, isPlaneSet, numLevelPlanes, type LevelCode, type Levels } from './levels';
export type { MaxPool } from './max-pool';
export { MAX_INTERVALS, MAX_PLANES, type MultiThreshold } from './multi-threshold';
export type { Normalize } from './normalize';
export type { PlaneSum } from './plane-sum';
export type { PRelu } from './prelu';
export type { Quantize } from './quantize';
export type { Relu } from './relu';
export type { ResidualSign } from './residual-sign';
export type { Sign } from './sign';
export type { Threshold } from './threshold';
export type { Upsample } from './upsample';

const KINDS = [
  normalize,
  conv2d,
  relu,
  prelu,
  batchNorm,
  affine,
  maxPool,
  averagePool,
  sign,
  int8Conv2D,
  binaryConv2D,
  threshold,
  bitMaxPool,
  add,
  concat,
  residualSign,
  planeSum,
  int8Dense,
  multiThreshold,
  channelShuffle,
  byteTable,
  floatConv2D,
  clip,
  upsample,
  quantize,
  levels,
];

type LayerOf<Kind> = Kind extends LayerKind<infer Known> ? Known : never;

/** A layer of any kind, as plain data. */
export type Layer = LayerOf<(typeof KINDS)[number]>;

const BY_NAME: ReadonlyMap<string, LayerKind<LayerBase>> = new Map(
  KINDS.map((kind) => [kind.kind, checkedOnce(kind as LayerKind<LayerBase>)]),
);

/** The definition of a layer's kind. Throws E_LAYER for a kind that is not listed. */
export function kindOf<Known extends Layer>(layer: Known): LayerKind<Known> {
  const kind = BY_NAME.get(layer.kind);
  if (kind !== undefined) return kind as LayerKind<Known>;
  const known = [...BY_NAME.keys()].join(', ');
  throw new BitplaneError('E_LAYER', `layer '${layer.name}': expected one of the kinds ${known}, got '${layer.kind}'`);
}

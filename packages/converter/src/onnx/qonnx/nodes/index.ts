// The layer kinds in QONNX. Those that are not listed have the nodes of the ONNX file.
import type { Layer } from '@bitplane/model';
import { onnxNodeOf } from '../../nodes';
import type { AddQonnxNodes } from '../qonnx-node';
import { addByteTable, addQuantize } from './bytes';
import { addBinaryConv2D, addInt8Conv2D, addInt8Dense } from './convolutions';
import { addAffine, addChannelShuffle, addConcat, addPlaneSum, addUpsample } from './numbers';
import { addAveragePool, addBitMaxPool, addMaxPool } from './pools';
import { addMultiThreshold, addResidualSign, addSign, addThreshold } from './signs';

const NODES: { readonly [Kind in Layer['kind']]?: AddQonnxNodes<Extract<Layer, { kind: Kind }>> } = {
  'int8-conv2d': addInt8Conv2D,
  'binary-conv2d': addBinaryConv2D,
  'int8-dense': addInt8Dense,
  threshold: addThreshold,
  'multi-threshold': addMultiThreshold,
  sign: addSign,
  'residual-sign': addResidualSign,
  'bit-max-pool': addBitMaxPool,
  'max-pool': addMaxPool,
  'average-pool': addAveragePool,
  affine: addAffine,
  'plane-sum': addPlaneSum,
  'channel-shuffle': addChannelShuffle,
  concat: addConcat,
  upsample: addUpsample,
  'byte-table': addByteTable,
  quantize: addQuantize,
};

/** Throws E_LAYER for a kind that exists only before the passes. */
export function qonnxNodeOf(layer: Layer): AddQonnxNodes<Layer> {
  const node = onnxNodeOf(layer);
  return (NODES[layer.kind] as AddQonnxNodes<Layer> | undefined) ?? ((...read) => node.addNodes(...read));
}

// The layer kinds that can be written as ONNX: those that a .bpm can hold. A kind is added by a file and a line.
import { BitplaneError } from '@bitplane/model';
import type { Layer } from '@bitplane/model';
import type { AddTwinNodes, Twin } from '../twin/twin';
import { addNode } from './add';
import { affineNode } from './affine';
import { averagePoolNode } from './average-pool';
import { binaryConv2DNode } from './binary-conv2d';
import { bitMaxPoolNode } from './bit-max-pool';
import { channelShuffleNode } from './channel-shuffle';
import { byteTableNode } from './byte-table';
import { clipNode } from './clip';
import { concatNode } from './concat';
import { floatConv2DNode } from './float-conv2d';
import { int8Conv2DNode } from './int8-conv2d';
import { int8DenseNode } from './int8-dense';
import { maxPoolNode } from './max-pool';
import { multiThresholdNode } from './multi-threshold';
import type { OnnxNode } from './onnx-node';
import { planeSumNode } from './plane-sum';
import { preluNode } from './prelu';
import { quantizeNode } from './quantize';
import { reluNode } from './relu';
import { residualSignNode } from './residual-sign';
import { signNode } from './sign';
import { thresholdNode } from './threshold';
import { upsampleNode } from './upsample';

const NODES: { readonly [Kind in Layer['kind']]?: OnnxNode<Extract<Layer, { kind: Kind }>> } = {
  'int8-conv2d': int8Conv2DNode,
  'binary-conv2d': binaryConv2DNode,
  threshold: thresholdNode,
  'bit-max-pool': bitMaxPoolNode,
  affine: affineNode,
  prelu: preluNode,
  'average-pool': averagePoolNode,
  relu: reluNode,
  sign: signNode,
  add: addNode,
  concat: concatNode,
  'max-pool': maxPoolNode,
  'residual-sign': residualSignNode,
  'plane-sum': planeSumNode,
  'int8-dense': int8DenseNode,
  'multi-threshold': multiThresholdNode,
  'channel-shuffle': channelShuffleNode,
  'byte-table': byteTableNode,
  'float-conv2d': floatConv2DNode,
  clip: clipNode,
  upsample: upsampleNode,
  quantize: quantizeNode,
};

/** What kinds that are the same in each twin add there. */
export const COMMON_TWIN_NODES: Twin['nodes'] = Object.fromEntries(
  (Object.values(NODES) as OnnxNode<Layer>[])
    .filter((node) => node.addTwinNodes !== undefined)
    .map((node) => [node.kind, (...read: Parameters<AddTwinNodes<Layer>>) => node.addTwinNodes!(...read)]),
);

/** The nodes of a layer's kind. Throws E_LAYER for a kind that exists only before the passes. */
export function onnxNodeOf(layer: Layer): OnnxNode<Layer> {
  const node = NODES[layer.kind];
  if (node) return node;
  throw new BitplaneError(
    'E_LAYER',
    `ONNX: layer '${layer.name}': expected one of ${Object.keys(NODES).join(', ')}, got ${layer.kind}; run the passes first`,
  );
}

// What to do instead of nodes that have no counterpart here, by the names that people know them by.

const SMOOTH = 'use Relu, PRelu or Clip (HardTanh) instead: a runtime computes these exactly';
const GATES = 'leave the gate out, or multiply by a learned factor for each channel';
const NORM = 'use BatchNormalization instead: its statistics do not depend on the image';
const RECURRENT = 'only networks of images can be converted: use convolutions and GlobalAveragePool instead';
const BRANCH =
  'export the network for one shape of images, with torch.jit.trace or dynamo=True: then no node depends on values';
const CLASS = 'end the network at the scores: the class is that of the largest one';
const LARGER =
  'leave it out, or repeat pixels instead: nn.Upsample(scale_factor=2), the nearest-neighbour one, can be converted';
const PART = 'read all channels with a convolution whose weights for the others are 0, or use convolutions with groups';

const NODES: Readonly<Record<string, string>> = {
  ...{ Sigmoid: SMOOTH, HardSigmoid: SMOOTH, HardSwish: SMOOTH, Tanh: SMOOTH, Elu: SMOOTH, Selu: SMOOTH, Celu: SMOOTH },
  ...{
    Softplus: SMOOTH,
    Softsign: SMOOTH,
    Mish: SMOOTH,
    Gelu: SMOOTH,
    Erf: SMOOTH,
    Swish: SMOOTH,
    ThresholdedRelu: SMOOTH,
  },
  ...{
    LayerNormalization: NORM,
    InstanceNormalization: NORM,
    GroupNormalization: NORM,
    LRN: NORM,
    LpNormalization: NORM,
  },
  ...{ LSTM: RECURRENT, GRU: RECURRENT, RNN: RECURRENT, Attention: GATES, Einsum: GATES },
  ...{ If: BRANCH, Loop: BRANCH, Scan: BRANCH, NonZero: BRANCH },
  ...{ ArgMax: CLASS, TopK: CLASS, Hardmax: CLASS },
  ...{ ConvTranspose: LARGER, DepthToSpace: LARGER, GridSample: LARGER },
  ...{ GatherElements: PART, GatherND: PART, ScatterND: PART, ScatterElements: PART },
  ConvInteger: 'export with QuantizeLinear and DequantizeLinear around Conv instead',
  QLinearMatMul: 'export with QuantizeLinear and DequantizeLinear around MatMul instead',
  MatMulInteger: 'export with QuantizeLinear and DequantizeLinear around MatMul instead',
  DynamicQuantizeLinear: 'quantise with fixed scales: QuantizeLinear',
  Trunc: 'leave the truncation out: train with a Quant node after the pooling',
  ReduceMax: 'use GlobalMaxPool instead',
  ReduceSum: 'use GlobalAveragePool instead',
  Max: 'use Concat or Add to join two branches, Clip or Relu for bounds',
  Min: 'use Concat or Add to join two branches, Clip for bounds',
  Pow: 'leave it out: only norms of constants are powers',
  Sqrt: NORM,
  Exp: SMOOTH,
  Abs: SMOOTH,
};

/** One line, or null for a node that is not known here. */
export const adviceForNode = (op: string): string | null => (Object.hasOwn(NODES, op) ? NODES[op] : null);

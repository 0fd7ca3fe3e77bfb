// What to use instead of operators that have no counterpart here.
const ADVICE: Readonly<Record<string, string>> = {
  LOGISTIC: 'leave it out at the end, where the scores keep their order, or use RELU6 or RELU_N1_TO_1 (hard_tanh)',
  TANH: 'use RELU_N1_TO_1 (hard_tanh)',
  HARD_SWISH: 'use RELU6 or PRELU',
  ELU: 'use LEAKY_RELU or PRELU',
  GELU: 'use RELU or PRELU',
  ARG_MAX: 'leave it out: the network gives scores',
  TRANSPOSE_CONV: 'use RESIZE_NEAREST_NEIGHBOR by a whole factor and a CONV_2D',
  RESIZE_BILINEAR: 'use RESIZE_NEAREST_NEIGHBOR by a whole factor',
  DEPTH_TO_SPACE: 'use RESIZE_NEAREST_NEIGHBOR by a whole factor',
  SPACE_TO_DEPTH: 'use a CONV_2D or a pooling with a stride',
  MIRROR_PAD: 'use PAD with zeros',
  SUM: 'use MEAN over rows and columns',
  REDUCE_MAX: 'use MAX_POOL_2D as large as the image',
  BATCH_MATMUL: 'use FULLY_CONNECTED with constant weights',
  SIGN: 'train with larq and convert with larq-compute-engine, which makes an LceQuantize of it',
  DENSIFY: 'convert without sparse weights',
  SPACE_TO_BATCH_ND: 'give the convolution its dilation in the network, so that the converter does not split it up',
  BATCH_TO_SPACE_ND: 'give the convolution its dilation in the network, so that the converter does not split it up',
};

const NEXT = 'docs/import.md lists the operators that are supported';

export const adviceFor = (kind: string): string => (kind in ADVICE ? `${ADVICE[kind]}; ${NEXT}` : NEXT);

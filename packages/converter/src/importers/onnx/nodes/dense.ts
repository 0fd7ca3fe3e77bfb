// Gemm and MatMul by a constant matrix: a convolution whose window is the whole image.
import { wholeWindow } from '@bitplane/model';
import type { Importing } from '../graph/importing';
import type { Value } from '../graph/node-source';
import { convolve } from '../lower/convolve';
import type { Activation } from '../values/activation';
import type { Constant } from '../values/constant';
import { batchOf, elementsOf, viewDims } from '../values/view';
import { pickKernel } from './convolution';
import { requireUnpadded, type NodeKinds } from './node-kind';

interface Dense {
  readonly matrix: Constant;
  /** The matrix is [units, inputs], else [inputs, units]. */
  readonly isTransposed: boolean;
  /** [units] */
  readonly bias: Float64Array | null;
}

/** The inputs of a unit are all numbers of the image, in the order in which the file flattened them. */
function dense(importing: Importing, activation: Activation, { matrix, isTransposed, bias }: Dense): Activation {
  const { source, layers } = importing;
  const { view, shape } = activation;
  const elements = elementsOf(view);
  const [batch, inputs] = viewDims(view);
  const [units, length] = isTransposed ? matrix.dims : [matrix.dims[1], matrix.dims[0]];
  if (view.length !== 2 || batch !== batchOf(view))
    source.reject(
      'a row of numbers [N, inputs]',
      `[${viewDims(view).join()}]`,
      'flatten before, as torch.flatten(x, 1) does',
    );
  if (matrix.dims.length !== 2 || length !== inputs)
    source.reject(`weights of ${inputs} inputs`, `[${matrix.dims.join()}]`);
  const places = new Int32Array(units * inputs);
  for (let u = 0; u < units; u++)
    for (let k = 0; k < inputs; k++) places[u * inputs + elements[k]] = isTransposed ? u * inputs + k : k * units + u;
  const layer = convolve(importing, {
    activation,
    kernel: pickKernel(matrix, units, places, isTransposed ? 0 : 1),
    window: wholeWindow(shape),
    groups: 1,
    bias,
  });
  const made = layers.typeOf(layer);
  const unitsShape = { height: made.height, width: made.width, channels: made.channels };
  const rows = batch === 1 ? [] : [{ size: batch, stride: 0 }];
  const columns = units === 1 ? [] : [{ size: units, stride: 1 }];
  return { type: 'activation', content: { type: 'real', layer }, shape: unitsShape, view: [rows, columns], pads: null };
}

/** alpha·A·B + beta·C */
function gemm(importing: Importing): Value {
  const { source } = importing;
  if (source.int('transA', 0) !== 0) source.reject('transA 0', 1, 'let the rows of the first operand be the images');
  const activation = requireUnpadded(source, source.activation(0));
  const [alpha, beta] = [source.float('alpha', 1), source.float('beta', 1)];
  const isTransposed = source.int('transB', 0) === 1;
  const matrix = scaled(source.constant(1), alpha);
  const units = matrix.dims[isTransposed ? 0 : 1];
  return dense(importing, activation, { matrix, isTransposed, bias: readGemmBias(importing, units, beta) });
}

function readGemmBias({ source }: Importing, units: number, beta: number): Float64Array | null {
  const bias = source.optionalConstant(2);
  if (bias === null || beta === 0) return null;
  if (bias.data.length !== 1 && bias.data.length !== units)
    source.reject(`a bias of ${units} numbers`, `[${bias.dims.join()}]`);
  const values = Float64Array.from({ length: units }, (_, u) => beta * bias.data[bias.data.length === 1 ? 0 : u]);
  return values.some((value) => value !== 0) ? values : null;
}

const scaled = (matrix: Constant, alpha: number): Constant =>
  alpha === 1 ? matrix : { ...matrix, codes: null, data: Float32Array.from(matrix.data, (value) => alpha * value) };

function matMul(importing: Importing): Value {
  const { source } = importing;
  const activation = requireUnpadded(source, source.activation(0));
  return dense(importing, activation, { matrix: source.constant(1), isTransposed: false, bias: null });
}

export const DENSE: NodeKinds = [
  ['Gemm', { importNode: gemm, attributes: ['alpha', 'beta', 'transA', 'transB'] }],
  ['MatMul', { importNode: matMul, attributes: [] }],
];

// Nodes that move no number: they change the view of the layer's tensor.
import { shapeConstant } from '../constants/make';
import { flattenedDims, reshapedDims, squeezedDims, transposePermutation, unsqueezedDims } from '../constants/new-dims';
import type { Importing } from '../graph/importing';
import type { NodeSource, Value } from '../graph/node-source';
import { inFileOrder } from '../lower/pick-channels';
import type { Activation } from '../values/activation';
import { reshapeView, viewDims } from '../values/view';
import { paddedShape } from './convolution';
import { requireUnpadded, type NodeKind, type NodeKinds } from './node-kind';

const unpadded = (source: NodeSource): Activation => requireUnpadded(source, source.activation(0));

/** The numbers in their order, in other dimensions. */
function reshaped(importing: Importing, activation: Activation, dims: readonly number[]): Activation {
  const { source } = importing;
  const view = reshapeView(activation.view, dims);
  if (view !== null) return { ...activation, view };
  // Groups that cut those of a shuffle before.
  const sorted = inFileOrder(importing, activation);
  const sortedView = reshapeView(sorted.view, dims);
  if (sortedView !== null) return { ...sorted, view: sortedView };
  const got = `[${viewDims(activation.view).join()}] → [${dims.join()}]`;
  return source.reject(
    'a shape that keeps rows, columns and channels whole',
    got,
    'flatten to [N, −1], or split channels into groups',
  );
}

const dimsOnly = (
  attributes: readonly string[],
  newDims: (source: NodeSource, dims: readonly number[]) => readonly number[],
): NodeKind => ({
  attributes,
  importNode: (importing) => {
    const { source } = importing;
    const activation = unpadded(source);
    return reshaped(importing, activation, newDims(source, viewDims(activation.view)));
  },
});

const same: NodeKind['importNode'] = ({ source }) => source.activation(0);

/** A list of dims that was written for a batch of another size is one for whole images. */
function reshapeDims(source: NodeSource, dims: readonly number[]): number[] {
  return reshapedDims(source, Array.from(source.constant(1).data), dims);
}

function transpose({ source }: Importing): Value {
  const activation = unpadded(source);
  const { view } = activation;
  return { ...activation, view: transposePermutation(source, view.length).map((axis) => view[axis]) };
}

/** With pads, as the tensor is in the file. */
function dimsOf(activation: Activation): number[] {
  const dims = viewDims(activation.view);
  if (activation.pads === null) return dims;
  const { height, width } = paddedShape(activation);
  return [dims[0], dims[1], height, width];
}

const shape: NodeKind['importNode'] = ({ source }) => shapeConstant(source, dimsOf(source.activation(0)));

export const SHAPE_NODES: NodeKinds = [
  ['Identity', { importNode: same, attributes: [] }],
  ['Dropout', { importNode: same, attributes: ['ratio', 'seed'] }],
  ['Reshape', dimsOnly(['allowzero'], reshapeDims)],
  ['Flatten', dimsOnly(['axis'], flattenedDims)],
  ['Squeeze', dimsOnly(['axes'], squeezedDims)],
  ['Unsqueeze', dimsOnly(['axes'], unsqueezedDims)],
  ['Transpose', { importNode: transpose, attributes: ['perm'] }],
  ['Shape', { importNode: shape, attributes: ['start', 'end'] }],
];

// Scale and offset per channel, one rounding each.
import type { Affine } from '@bitplane/model';
import { finishedSumAsFloat } from '../ops/exact-sum';
import { largestMagnitude } from '../ops/largest-magnitude';
import type { LayerScope } from '../layer-scope';
import { roundings, type OnnxNode } from './onnx-node';

/** y = scale·x + offset by Mul and Add, each only where the layer has it. */
export const affineNode: OnnxNode<Affine> = {
  kind: 'affine',

  addNodes(scope, { scale, offset }, [input]) {
    let x = input.element === 'int32' ? finishedSumAsFloat(scope, input.name) : input.name;
    if (scale !== null) x = scope.node('Mul', [x, perChannel(scope, 'scale', scale)], 'scaled');
    if (offset !== null) x = scope.node('Add', [x, perChannel(scope, 'offset', offset)], 'shifted');
    scope.output('Identity', [x]);
    return Infinity;
  },

  /** |scale| carries the input's error on; each of two evaluations rounds the product and the sum (or fuses them). */
  roundingError({ scale }, { inputErrors: [inputError], inputMax, outputMax }) {
    const factor = scale === null ? 1 : largestMagnitude(scale);
    return factor * inputError + roundings(factor * inputMax) + roundings(outputMax);
  },
};

const perChannel = (scope: LayerScope, label: string, values: Float32Array | Float64Array): string =>
  scope.constant(label, Float32Array.from(values), [values.length, 1, 1]);

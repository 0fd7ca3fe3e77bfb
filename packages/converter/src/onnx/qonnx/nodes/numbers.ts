// Arithmetic on numbers and sums, one rounding per node as everywhere.
import type { Affine, ChannelShuffle, Concat, PlaneSum, Upsample } from '@bitplane/model';
import type { Value } from '../../nodes/onnx-node';
import type { AddQonnxNodes } from '../qonnx-node';
import type { ShapedScope } from '../shaped-scope';
import { imageDims } from '../step-signs';

export const addAffine: AddQonnxNodes<Affine> = (scope, { scale, offset }, [{ name }]) => {
  let x = name;
  if (scale !== null) x = scope.node('Mul', [x, scope.perChannel('scale', scale)], 'scaled');
  if (offset !== null) x = scope.node('Add', [x, scope.perChannel('offset', offset)], 'shifted');
  if (x === name) scope.output('Identity', [x]);
  else scope.finish(x);
  return Infinity;
};

/**
 * The sums of a filter side by side; for each pair of planes a Conv in groups, whose weights are the pair's scale and
 * zeros, which add nothing; Add in the order of the pairs.
 */
export const addPlaneSum: AddQonnxNodes<PlaneSum> = (scope, { planes, scales }, [input]) => {
  const filters = input.channels / planes;
  const sums = planes === 1 ? input.name : addShuffle(scope, input, planes);
  const part = (plane: number): string => {
    const own = Float32Array.from({ length: input.channels }, (_, k) =>
      k % planes === plane ? scales[plane * filters + Math.floor(k / planes)] : 0,
    );
    const weights = scope.constant(`scale-${plane}`, own, [filters, planes, 1, 1]);
    return scope.node('Conv', [sums, weights], `part-${plane}`, { kernel_shape: [1, 1], group: filters });
  };
  let total = part(0);
  for (let plane = 1; plane < planes; plane++) total = scope.node('Add', [total, part(plane)], `total-${plane}`);
  scope.finish(total);
  return Infinity;
};

export const addChannelShuffle: AddQonnxNodes<ChannelShuffle> = (scope, { groups }, [input]) => {
  addSameKind(scope, addShuffle(scope, input, groups), input);
  return input.bound;
};

export const addConcat: AddQonnxNodes<Concat> = (scope, _layer, inputs) => {
  const names = inputs.map(({ name }) => name);
  addSameKind(scope, scope.node('Concat', names, 'together', { axis: 1 }), inputs[0]);
  return Math.max(...inputs.map(({ bound }) => bound));
};

/** The output; where it has signs, BipolarQuant says so. */
function addSameKind(scope: ShapedScope, x: string, { element }: Value): void {
  if (element === 'bits') scope.output('BipolarQuant', [x, scope.scalar('scale', 1)]);
  else scope.finish(x);
}

/** Reshape to groups, Transpose, Reshape back. */
function addShuffle(scope: ShapedScope, { name, height, width, channels }: Value, groups: number): string {
  const size = channels / groups;
  const apart = [1, groups, size, height, width];
  const split = scope.shaped(apart).node('Reshape', [name, scope.int64('apart', apart)], 'groups');
  const turned = scope.shaped([1, size, groups, height, width]);
  const swapped = turned.node('Transpose', [split], 'turned', { perm: [0, 2, 1, 3, 4] });
  const together = imageDims({ height, width, channels });
  return scope.shaped(together).node('Reshape', [swapped, scope.int64('together', together)], 'shuffled');
}

/** Resize to the nearest pixel. Its second input is not used, but qonnx takes no node that leaves one out. */
export const addUpsample: AddQonnxNodes<Upsample> = (scope, { factors: [rows, columns] }, [{ name, bound }]) => {
  const scales = scope.constant('scales', Float32Array.of(1, 1, rows, columns));
  const unused = scope.constant('unused-region', new Float32Array(8));
  const nearest = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
  scope.output('Resize', [name, unused, scales], nearest);
  return bound;
};

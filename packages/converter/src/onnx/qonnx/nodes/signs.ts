// Signs of numbers and of sums.
import type { MultiThreshold, ResidualSign, Sign, Threshold } from '@bitplane/model';
import { complement, edgesOf, type Interval } from '../edges';
import type { AddQonnxNodes } from '../qonnx-node';
import { addBipolarQuant } from '../quantizers';
import type { ShapedScope } from '../shaped-scope';
import { addStepSigns, imageDims } from '../step-signs';

const CHANNEL_AXIS = 1;

export const addSign: AddQonnxNodes<Sign> = (scope, _layer, [{ name }]) => {
  scope.output('BipolarQuant', [name, scope.scalar('scale', 1)]);
  return 1;
};

/** MultiThreshold with one step where there is one bound and nothing is flipped. */
export const addThreshold: AddQonnxNodes<Threshold> = (scope, { lower, upper, flip, perElement }, [input]) => {
  const edges = Array.from(lower, (bound, e) => {
    const inside: Interval = { lower: bound, upper: upper?.[e] ?? Infinity };
    return edgesOf(flip[e] === 1 ? complement(inside) : [inside], input.bound + 1);
  });
  scope.finish(addStepSigns(scope, input, { label: 'signs', edges, perElement }));
  return 1;
};

/** The same per plane; Concat, BipolarQuant. */
export const addMultiThreshold: AddQonnxNodes<MultiThreshold> = (scope, layer, [input]) => {
  const { lower, upper, planes, intervals, perElement } = layer;
  const length = lower.length / (planes * intervals);
  const signs = Array.from({ length: planes }, (_, plane) => {
    const first = plane * intervals * length;
    const edges = Array.from({ length }, (__, e) => {
      const places = Array.from({ length: intervals }, (___, t) => first + t * length + e);
      const own = places.map((k): Interval => ({ lower: lower[k], upper: upper[k] }));
      return edgesOf(own, input.bound + 1);
    });
    return addStepSigns(scope.shaped(imageDims(input)), input, { label: `plane-${plane}`, edges, perElement });
  });
  addPlanes(scope, signs);
  return 1;
};

/**
 * BipolarQuant per plane, of what the planes before it leave over; Concat,
 * BipolarQuant.
 */
export const addResidualSign: AddQonnxNodes<ResidualSign> = (scope, { scales }, [input]) => {
  const plane = scope.shaped(imageDims(input));
  let rest = input.name;
  const planes = Array.from(scales, (scale, p) => {
    const signs = addBipolarQuant(plane, rest, `plane-${p}`);
    if (p + 1 < scales.length) {
      const part = plane.node('Mul', [signs, scope.scalar(`scale-${p}`, scale)], `part-${p}`);
      rest = plane.node('Sub', [rest, part], `rest-${p}`);
    }
    return signs;
  });
  addPlanes(scope, planes);
  return 1;
};

/** Of planes side by side the signs, which they are already: so that a reader sees that all channels are. */
function addPlanes(scope: ShapedScope, planes: readonly string[]): void {
  const together = scope.node('Concat', planes, 'planes', { axis: CHANNEL_AXIS });
  scope.output('BipolarQuant', [together, scope.scalar('scale', 1)]);
}

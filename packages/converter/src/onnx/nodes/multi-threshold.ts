// From sums to planes of signs by comparison.
import type { MultiThreshold } from '@bitplane/model';
import { addIntegers } from '../ops/integer-constant';
import { broadcastOverImages } from '../ops/per-channel';
import type { OnnxNode } from './onnx-node';
import { clampTo } from './threshold';

const CHANNEL_AXIS = 1;

/** sign = Where(lower ≤ acc And acc ≤ upper, Or over a plane's intervals, +1, −1). Planes side by side. */
export const multiThresholdNode: OnnxNode<MultiThreshold> = {
  kind: 'multi-threshold',

  addNodes(scope, { lower, upper, perElement, planes, intervals }, [input]) {
    const length = lower.length / (planes * intervals);
    const bound = (label: string, values: Int32Array, t: number): string => {
      const own = values.subarray(t * length, (t + 1) * length);
      const { values: ordered, dims } = broadcastOverImages(own, input, perElement);
      return addIntegers(scope, `${label}-${t}`, clampTo(input.bound + 1, ordered), dims);
    };
    const isInside = (t: number): string => {
      const atLeast = scope.node('GreaterOrEqual', [input.name, bound('lower', lower, t)], `at-least-${t}`);
      const atMost = scope.node('LessOrEqual', [input.name, bound('upper', upper, t)], `at-most-${t}`);
      return scope.node('And', [atLeast, atMost], `in-interval-${t}`);
    };
    const [plus, minus] = [1, -1].map((value) =>
      scope.constant(value > 0 ? 'plus' : 'minus', Float32Array.of(value), []),
    );
    const signs = Array.from({ length: planes }, (_, plane) => {
      const tests = Array.from({ length: intervals }, (__, t) => isInside(plane * intervals + t));
      const isPositive = tests.reduce((any, test, t) => scope.node('Or', [any, test], `any-${plane}-${t}`));
      return scope.node('Where', [isPositive, plus, minus], `plane-${plane}`);
    });
    scope.output('Concat', signs, { axis: CHANNEL_AXIS });
    return 1;
  },
};

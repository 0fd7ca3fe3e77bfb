// Signs of sums by counting thresholds.
import { numElements, type Shape } from '@bitplane/model';
import { broadcastOverImages } from '../ops/per-channel';
import type { Value } from '../nodes/onnx-node';
import { addBipolarQuant } from './quantizers';
import type { ShapedScope } from './shaped-scope';

export interface StepSigns {
  readonly label: string;
  /** [channels], or [height, width, channels] when perElement: the edges between which signs are +1 (edgesOf). */
  readonly edges: readonly (readonly number[])[];
  readonly perElement: boolean;
}

/**
 * +1 where an odd number of the element's edges is ≤ x, else −1, [N, C, H, W]: MultiThreshold counts them. It has
 * thresholds per channel only, so elements are bent by PRelu or, where float32 is too short for that, channels of the
 * flattened image.
 */
export function addStepSigns(scope: ShapedScope, input: Value, steps: StepSigns): string {
  const { label, edges, perElement } = steps;
  const numSteps = Math.max(1, ...edges.map(({ length }) => length));
  if (!perElement) return addParity(scope, [input.name, addThresholds(scope, input, steps)], label, numSteps);
  const slopes = Array.from({ length: numSteps }, (_, t) => slopesFor(edges, t, input.bound + 1));
  if (slopes.every((each) => each !== null)) return addBentSigns(scope, input, { label, slopes });
  const flat = scope.shaped([1, numElements(input)]);
  const row = flat.node('Reshape', [input.name, scope.int64(`${label}-flat-shape`, [1, -1])], `${label}-flat`);
  const signs = addParity(flat, [row, addThresholds(scope, input, steps)], `${label}-of-row`, numSteps);
  return scope.node('Reshape', [signs, scope.int64(`${label}-shape`, imageDims(input))], label);
}

/** [channels or elements, most edges of one]. Edges that are missing lie above all sums. */
function addThresholds(scope: ShapedScope, input: Value, { label, edges, perElement }: StepSigns): string {
  const numSteps = Math.max(1, ...edges.map(({ length }) => length));
  const inOrder = broadcastOverImages(Int32Array.from(edges.keys()), input, perElement).values;
  const rows = Array.from(inOrder, (e) => Array.from({ length: numSteps }, (_, t) => edges[e][t] ?? input.bound + 1));
  return scope.constant(`${label}-thresholds`, Float32Array.from(rows.flat()), [rows.length, numSteps]);
}

/**
 * Of edge `step` = t of each element: slope·(x − M) + M, M above all sums, is 0 at x = t − ½ with the slope
 * M / (M − t + ½), so whole numbers x have its sign with much room for rounding. Null where float32 lacks that room.
 */
function slopesFor(edges: StepSigns['edges'], step: number, top: number): Float32Array | null {
  const ends = edges.map((list) => list[step] ?? top);
  const slopes = Float32Array.from(ends, (edge) => top / (top - edge + 0.5));
  const bent = (x: number, slope: number): number => Math.fround(Math.fround(slope * (x - top)) + top);
  const isExact = ends.every((edge, e) => bent(edge, slopes[e]) >= 0 && bent(edge - 1, slopes[e]) < 0);
  return isExact ? slopes : null;
}

interface Bends {
  readonly label: string;
  /** Per step [height, width, channels]. */
  readonly slopes: readonly Float32Array[];
}

/**
 * s_t = ±1 says on which side of its edge t an element is. Edges ascend, so s_0 − s_1 + s_2 …, less 1 if their number
 * is even, is +1 past an odd number of edges and −1 past an even one.
 */
function addBentSigns(scope: ShapedScope, input: Value, { label, slopes }: Bends): string {
  const top = scope.scalar(`${label}-top`, input.bound + 1);
  const below = scope.node('Sub', [input.name, top], `${label}-below`);
  const sides = slopes.map((perElement, t) => {
    const { values, dims } = broadcastOverImages(perElement, input, true);
    const bent = scope.node(
      'PRelu',
      [below, scope.constant(`${label}-slopes-${t}`, values, dims)],
      `${label}-bent-${t}`,
    );
    return addBipolarQuant(scope, scope.node('Add', [bent, top], `${label}-shifted-${t}`), `${label}-side-${t}`);
  });
  if (sides.length === 1) return sides[0];
  const total = sides.reduce((sum, side, t) =>
    scope.node(t % 2 === 1 ? 'Sub' : 'Add', [sum, side], `${label}-sum-${t}`),
  );
  const isEven = sides.length % 2 === 0;
  const signs = isEven ? scope.node('Sub', [total, scope.scalar(`${label}-one`, 1)], `${label}-less-one`) : total;
  return addBipolarQuant(scope, signs, label);
}

/** Of one step the count itself; of more, the sign of count mod 2 − ½. */
function addParity(scope: ShapedScope, inputs: readonly [string, string], label: string, numSteps: number): string {
  const typed = { data_layout: scope.rank === 2 ? 'NC' : 'NCHW' };
  if (numSteps === 1) {
    const bipolar = { out_scale: { float: 2 }, out_bias: { float: -1 }, out_dtype: 'BIPOLAR', ...typed };
    return scope.node('MultiThreshold', inputs, label, bipolar);
  }
  const bits = Math.ceil(Math.log2(numSteps + 1));
  const counted = { out_scale: { float: 1 }, out_bias: { float: 0 }, out_dtype: `UINT${bits}`, ...typed };
  const count = scope.node('MultiThreshold', inputs, `${label}-count`, counted);
  const odd = scope.node('Mod', [count, scope.scalar(`${label}-two`, 2)], `${label}-odd`, { fmod: 1 });
  const centred = scope.node('Sub', [odd, scope.scalar(`${label}-half`, 0.5)], `${label}-centred`);
  return addBipolarQuant(scope, centred, label);
}

export const imageDims = ({ height, width, channels }: Shape): [number, number, number, number] => [
  1,
  channels,
  height,
  width,
];

// A binary operation as layers: planes of signs, their integer sums, and what makes one number of these.
import { affineLayer, type BinaryConv2D, type Layer } from '@bitplane/model';
import type { Geometry } from './geometry';
import type { InputPlanes } from './input-planes';
import { joinedPlanes, type JoinedPlanes } from './joined-planes';
import type { KernelPlane } from './kernel-plane';
import { planeWeights } from './plane-weights';

export interface BinaryOperation {
  /** Of the last layer that it becomes; the others' names start with it. */
  readonly name: string;
  readonly inputPlanes: InputPlanes;
  readonly kernelPlanes: readonly KernelPlane[];
  readonly geometry: Geometry;
  readonly padValue: 0 | 1 | -1;
  /** [filters], of the sum of all planes; absent: 1. Scales that are whole numbers then make exact sums. */
  readonly factor?: Float64Array | null;
  readonly bias: Float64Array | null;
  /** Throws E_LAYER with the place in the source. */
  readonly reject: (expected: string, got: unknown) => never;
}

/** What one operation may be made of at most: pairs of an input's and a kernel's planes. */
const MAX_PAIRS = 16;

/**
 * With planes s_i·b_i of the input and α_j·w_j of the kernel, y = factor·Σ_i Σ_j (s_i·α_j)·(b_i ⊛ w_j) + bias:
 *
 *     signs → convolution → scale and bias, where there is one pair: that chain can become thresholds
 *     planes of signs → convolution with a group for each plane of the input → sum of the planes → bias, where there
 * are more
 *
 * Planes of the input that have one scale are channels of one plane, by which every weight is there once for each of
 * them: so ternary activations make one sum as well. Rejects what planes cannot do.
 */
export function binaryLayers(given: BinaryOperation): Layer[] {
  rejectImpossiblePlanes(given);
  const operation = withOneSum(given);
  const { name, bias, factor = null } = operation;
  const sums = `${name}/sums`;
  const convolve = (as: string): Layer[] => [...operation.inputPlanes.layers, convolution(as, operation)];
  const scales = pairScales(operation);
  const planes = numPairs(operation);
  if (planes === 1) {
    const scale = scales === null ? factor : scales.map((each, f) => each * (factor?.[f] ?? 1));
    if (scale === null && bias === null) return convolve(name);
    return [...convolve(sums), affineLayer(name, sums, { scale, offset: bias })];
  }
  const isTotal = bias === null && factor === null;
  const total = isTotal ? name : `${name}/planes`;
  return [
    ...convolve(sums),
    {
      kind: 'plane-sum',
      name: total,
      inputs: [sums],
      element: 'float64',
      planes,
      scales: scales ?? new Float64Array(planes * operation.geometry.filters).fill(1),
    },
    ...(isTotal ? [] : [affineLayer(name, total, { scale: factor, offset: bias })]),
  ];
}

/** The same with one plane instead of several that have one scale. */
function withOneSum(operation: BinaryOperation): BinaryOperation {
  const { inputPlanes, kernelPlanes, geometry } = operation;
  const joined: JoinedPlanes | null = joinedPlanes(operation.name, { inputPlanes, kernelPlanes, geometry });
  return joined === null ? operation : { ...operation, ...joined };
}

const numInputPlanes = ({ inputPlanes }: BinaryOperation): number => inputPlanes.scales?.length ?? 1;

const numPairs = (operation: BinaryOperation): number => numInputPlanes(operation) * operation.kernelPlanes.length;

function convolution(name: string, operation: BinaryOperation): BinaryConv2D {
  const { geometry, padValue, inputPlanes, kernelPlanes } = operation;
  const { window, filters, groups } = geometry;
  return {
    kind: 'binary-conv2d',
    name,
    inputs: [inputPlanes.bits],
    filters: numPairs(operation) * filters,
    window,
    groups: groups * numInputPlanes(operation),
    padValue,
    weights: planeWeights(kernelPlanes, numInputPlanes(operation)),
  };
}

/** [pairs, filters]: s_i·α_jf of pair i·m + j in float64; null where all are 1. */
function pairScales({ inputPlanes, kernelPlanes, geometry: { filters } }: BinaryOperation): Float64Array | null {
  if (inputPlanes.scales === null && kernelPlanes.every(({ scales }) => scales === null)) return null;
  const factors = [...(inputPlanes.scales ?? [1])];
  return Float64Array.from(
    factors.flatMap((factor) =>
      kernelPlanes.flatMap(({ scales }) => Array.from({ length: filters }, (_, f) => factor * (scales?.[f] ?? 1))),
    ),
  );
}

function rejectImpossiblePlanes(operation: BinaryOperation): void {
  const { geometry, padValue, inputPlanes, kernelPlanes, reject } = operation;
  if (inputPlanes.scales !== null && padValue !== 0 && inputPlanes.padsWithSigns !== true) {
    reject('expected pad_value 0, since the planes of an input have scales and its padding has none', padValue);
  }
  if (numPairs(operation) === 1) return;
  if (geometry.groups > 1 && kernelPlanes.length > 1)
    reject('expected groups 1 in a layer whose kernel has several bits', geometry.groups);
  if (numPairs(operation) > MAX_PAIRS) {
    const got = `${numInputPlanes(operation)} and ${kernelPlanes.length}`;
    reject(`expected at most ${MAX_PAIRS} pairs of an input's and a kernel's bits`, got);
  }
}

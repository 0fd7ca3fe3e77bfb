// What the binary classes become: planes of signs, their integer sums, and what makes one number of these.
import type { BinaryConv2D, Layer } from '@bitplane/model';
import type { LayerSource } from '../layers-model/layer-source';
import { readInputPlanes, type InputPlanes } from '../layers-model/quantizers/input-planes';
import type { KernelPlane } from './residual-planes';
import { affineLayer, type Geometry } from '../layers-model/keras/convolution';
import { planeWeights } from './plane-weights';

export interface BinaryOperation {
  readonly geometry: Geometry;
  readonly padValue: 0 | 1 | -1;
  readonly planes: readonly KernelPlane[];
  readonly bias: Float64Array | null;
}

/** What one layer of the file may be made of at most: pairs of an input's and a kernel's planes. */
const MOST_PAIRS = 16;

/**
 * With planes s_i·b_i of the input and α_j·w_j of the kernel, y = Σ_i Σ_j (s_i·α_j)·(b_i ⊛ w_j) + bias:
 *
 *     signs → convolution → scale and bias, where there is one pair: that chain can become thresholds
 *     planes of signs → convolution with a group for each plane of the input → sum of the planes → bias, where there are more
 *
 * The last layer has the source's name. Throws E_LAYER for what planes cannot do.
 */
export function binaryLayers(source: LayerSource, operation: BinaryOperation): Layer[] {
  const input = readInputPlanes(source);
  const numInputPlanes = input.scales?.length ?? 1;
  const numPairs = numInputPlanes * operation.planes.length;
  demandPlanes(source, operation, input);
  const { name } = source;
  const { bias } = operation;
  const sums = `${name}/sums`;
  const convolve = (as: string): Layer[] => [
    ...input.layers,
    convolution(as, input.bits, { operation, numInputPlanes }),
  ];
  const scales = pairScales(operation, input);
  if (numPairs === 1) {
    if (scales === null && bias === null) return convolve(name);
    return [...convolve(sums), affineLayer(name, sums, { scale: scales, offset: bias })];
  }
  const total = bias === null ? name : `${name}/planes`;
  return [
    ...convolve(sums),
    {
      ...{ kind: 'plane-sum', name: total, inputs: [sums], element: 'float64', planes: numPairs },
      scales: scales ?? new Float64Array(numPairs * operation.geometry.filters).fill(1),
    },
    ...(bias === null ? [] : [affineLayer(name, total, { scale: null, offset: bias })]),
  ];
}

interface Planes {
  readonly operation: BinaryOperation;
  readonly numInputPlanes: number;
}

function convolution(name: string, bits: string, { operation, numInputPlanes }: Planes): BinaryConv2D {
  const { geometry, padValue, planes } = operation;
  const { window, filters, groups } = geometry;
  return {
    kind: 'binary-conv2d',
    name,
    inputs: [bits],
    filters: numInputPlanes * planes.length * filters,
    window,
    groups: groups * numInputPlanes,
    padValue,
    weights: planeWeights(planes, numInputPlanes),
  };
}

/** [pairs, filters]: s_i·α_jf of pair i·m + j in float64; null where all are 1. */
function pairScales({ planes, geometry: { filters } }: BinaryOperation, input: InputPlanes): Float64Array | null {
  if (input.scales === null && planes.every(({ scales }) => scales === null)) return null;
  const factors = [...(input.scales ?? [1])];
  return Float64Array.from(
    factors.flatMap((factor) =>
      planes.flatMap(({ scales }) => Array.from({ length: filters }, (_, f) => factor * (scales?.[f] ?? 1))),
    ),
  );
}

function demandPlanes(source: LayerSource, { geometry, padValue, planes }: BinaryOperation, input: InputPlanes): void {
  const numInputPlanes = input.scales?.length ?? 1;
  if (input.scales !== null && padValue !== 0) {
    source.refuse('expected pad_value 0, since the planes of an input have scales and its padding has none', padValue);
  }
  if (numInputPlanes * planes.length === 1) return;
  if (geometry.groups > 1) source.refuse('expected groups 1 in a layer of several bits', geometry.groups);
  if (numInputPlanes * planes.length > MOST_PAIRS) {
    const got = `${numInputPlanes} and ${planes.length}`;
    source.refuse(`expected at most ${MOST_PAIRS} pairs of an input's and a kernel's bits`, got);
  }
}

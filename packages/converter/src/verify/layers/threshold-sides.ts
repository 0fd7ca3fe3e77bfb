// Which signs and levels of a layer hang on numbers that are exactly on a threshold, or within their rounding of one.
import { kindOf, type Layer, type Tensor, type TensorOf } from '@bitplane/model';

export interface Sides {
  /** The layer's output where each number that is undecided is on the other side; null where none is. */
  readonly other: Tensor | null;
  /** Numbers of the output that change. */
  readonly undecided: number;
}

/** error: how far the input may lie from the exact one; 0: only numbers exactly on a threshold are undecided. */
export function otherSides(layer: Layer, input: Tensor, output: Tensor, error: number): Sides {
  const below = kindOf(layer).forward(layer, [moved(layer, input, -error)]);
  const above = error === 0 ? output : kindOf(layer).forward(layer, [moved(layer, input, error)]);
  const other = { ...output, data: output.data.slice() } as Tensor;
  let undecided = 0;
  for (let k = 0; k < other.data.length; k++) {
    if (below.data[k] === output.data[k] && above.data[k] === output.data[k]) continue;
    undecided++;
    other.data[k] = below.data[k] === output.data[k] ? above.data[k] : below.data[k];
  }
  return { other: undecided === 0 ? null : other, undecided };
}

/** By `distance`, and by the smallest step at all towards −∞ where that is 0. In the type that the layer reads. */
function moved(layer: Layer, { data, ...type }: Tensor, distance: number): Tensor {
  const element = 'element' in layer && layer.element === 'float32' ? 'float32' : type.element;
  const down = element === 'float32' ? previousFloat32 : previousFloat64;
  const values = Float64Array.from(data, (x) => (distance === 0 ? down(x) : x + distance));
  if (element === 'float32') return { ...type, element, data: Float32Array.from(values) };
  return { ...type, element: 'float64', data: values } satisfies TensorOf<'float64'>;
}

const previousFloat64 = (x: number): number => x - Math.max(Math.abs(x) * 2 ** -53, 2 ** -1074);

function previousFloat32(x: number): number {
  const step = Math.max(Math.abs(x) * 2 ** -24, 2 ** -149);
  const lower = Math.fround(x - step);
  return lower < x ? lower : Math.fround(x - 2 * step);
}

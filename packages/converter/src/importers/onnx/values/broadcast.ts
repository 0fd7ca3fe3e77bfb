// A constant beside an activation: the number for each channel or element of the layer's tensor.
import { numElements } from '@bitplane/model';
import type { Activation } from './activation';
import { uniformValue, type Constant } from './constant';
import { elementsOf, viewDims, type View } from './view';

export interface Broadcast {
  /** [1], [channels] or [height, width, channels] */
  readonly values: Float64Array;
  readonly per: 'tensor' | 'channel' | 'element';
}

/** Null where the constant has another shape than the activation, or a larger one. */
export function broadcast(constant: Constant, { view, shape }: Activation): Broadcast | null {
  const dims = viewDims(view);
  const own = alignedDims(constant.dims, dims);
  if (own === null) return null;
  const uniform = uniformValue(constant);
  if (uniform !== null) return { values: Float64Array.of(uniform), per: 'tensor' };
  const perChannel = channelValues(constant, own, { view, shape });
  if (perChannel !== null) return { values: perChannel, per: 'channel' };
  const places = constantPlaces(own, dims);
  const elements = elementsOf(view);
  const values = new Float64Array(numElements(shape));
  for (let k = 0; k < elements.length; k++) values[elements[k]] = constant.data[places(k)];
  const isPerChannel = values.every((value, e) => value === values[e % shape.channels]);
  return isPerChannel ? { values: values.slice(0, shape.channels), per: 'channel' } : { values, per: 'element' };
}

/** Of a constant with numbers along the channels alone: without a walk over all elements. */
function channelValues(
  { data }: Constant,
  own: readonly number[],
  { view, shape }: Pick<Activation, 'view' | 'shape'>,
): Float64Array | null {
  const axes = own.flatMap((dim, axis) => (dim === 1 ? [] : [axis]));
  // An image of one channel has as many channels as no axis has places.
  if (axes.length !== 1) return null;
  const runs = view[axes[0]];
  const areChannels = runs.every(({ stride }) => stride > 0 && stride < shape.channels);
  const channels = elementsOf([runs]);
  if (!areChannels || channels.length !== shape.channels) return null;
  const values = new Float64Array(shape.channels);
  channels.forEach((channel, k) => (values[channel] = data[k]));
  return values;
}

/** ONNX aligns the last dimensions; null where one is neither 1 nor the same. */
function alignedDims(own: readonly number[], dims: readonly number[]): readonly number[] | null {
  const extra = own.length - dims.length;
  if (extra > 0 && own.slice(0, extra).some((dim) => dim !== 1)) return null;
  const aligned = extra > 0 ? own.slice(extra) : [...Array.from({ length: -extra }, () => 1), ...own];
  return aligned.every((dim, axis) => dim === 1 || dim === dims[axis]) ? aligned : null;
}

/** Row-major index into the activation's dimensions → the constant's. */
function constantPlaces(own: readonly number[], dims: readonly number[]): (index: number) => number {
  const axes: { size: number; stride: number }[] = [];
  let stride = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    axes.push({ size: dims[axis], stride: own[axis] === 1 ? 0 : stride });
    stride *= own[axis];
  }
  return (index) => {
    let [rest, place] = [index, 0];
    for (const { size, stride: step } of axes) {
      place += (rest % size) * step;
      rest = Math.floor(rest / size);
    }
    return place;
  };
}

/** Whether two views of tensors of one shape show the same elements under the same indices. */
export function isSameView(a: View, b: View): boolean {
  if (viewDims(a).join() !== viewDims(b).join()) return false;
  const elements = elementsOf(b);
  return elementsOf(a).every((element, k) => element === elements[k]);
}

// The constant weights and the bias of a convolution or a dense layer.
import { toOhwi } from '../../lowering/to-ohwi';
import type { OperatorSource } from '../operator-source';
import type { Constant } from '../values/constant';
import type { Value } from '../values/value';

export interface Kernel {
  readonly filters: number;
  /** [filters, rows, columns, channels / groups], in the units of the network's source. */
  readonly values: Float32Array;
  /** The same as values·scales[filter], where the file has them in 8 bits. */
  readonly bytes: { readonly values: Int8Array; readonly scales: Float64Array } | null;
  readonly bias: Float64Array | null;
}

interface KernelOptions {
  readonly filters: number;
  /** The filters are the last dimension of the weights, not the first. */
  readonly filtersLast?: true;
  /** What the convolution reads. */
  readonly input: Value;
}

/**
 * Weights as input 1, bias as input 2. Throws E_LAYER for weights that are not constant or not per filter, E_VALUE for
 * NaN.
 */
export function readKernel(source: OperatorSource, { filters, filtersLast, input }: KernelOptions): Kernel {
  const constant = source.constant(1, 'weights');
  const turn = (values: Float32Array): Float32Array => (filtersLast === true ? toOhwi(values, filters) : values);
  const bytes = byteKernel(source, constant, filters);
  const kernel = {
    filters,
    values: turn(Float32Array.from(source.finite(constant))),
    bytes: bytes && { ...bytes, values: Int8Array.from(turn(Float32Array.from(bytes.values))) },
  };
  return { ...kernel, bias: readBias(source, kernel, input) };
}

function byteKernel(source: OperatorSource, constant: Constant, filters: number): Kernel['bytes'] {
  const { type, quantization, name, stored } = constant;
  if (type !== 'INT8' && type !== 'UINT8') return null;
  const { scales, zeroPoints } = quantization ?? { scales: [], zeroPoints: [] };
  if (scales.length !== 1 && scales.length !== filters)
    source.reject(`weights '${name}' with one scale, or one for each of ${filters} filters`, scales.length);
  const zeroPoint = zeroPoints[0] ?? 0;
  if (zeroPoints.some((each) => each !== zeroPoint))
    source.reject(`weights '${name}' with one zero point`, zeroPoints.join().slice(0, 60));
  const values = Array.from(stored, (value) => value - zeroPoint);
  const outside = values.find((value) => Math.abs(value) > 127);
  if (outside !== undefined) {
    const next = 'convert the network again with weights that are symmetric around 0 (TensorFlow Lite from 2.3 on)';
    source.reject(`weights '${name}' within ±127 of their zero point`, outside, next);
  }
  const perFilter = Float64Array.from({ length: filters }, (_, filter) => scales[filter] ?? scales[0]);
  return { values: Int8Array.from(values), scales: perFilter };
}

/** Integers of a convolution of bytes are in units of its sums. */
function readBias(source: OperatorSource, kernel: Omit<Kernel, 'bias'>, input: Value): Float64Array | null {
  const constant = source.optionalConstant(2, 'bias');
  if (constant === null) return null;
  if (constant.stored.length !== kernel.filters)
    source.reject(`a bias of ${kernel.filters} numbers`, constant.stored.length, undefined, 'E_SHAPE');
  const { bytes } = kernel;
  if (constant.type === 'FLOAT32' || constant.type === 'FLOAT16' || bytes === null || input.byteScale === null)
    return source.finite(constant);
  const unit = input.byteScale.scale;
  return Float64Array.from(constant.stored, (value, filter) => value * unit * bytes.scales[filter]);
}

export interface SignPlane {
  readonly latents: Float32Array;
  readonly mask: Uint8Array | null;
  readonly scales: Float64Array;
}

/**
 * The kernel as signs with a scale for each filter, which leaves out weights of 0: what a batch norm that was folded
 * into binary weights leaves. Null where a filter's magnitudes differ.
 */
export function signPlaneOf({ values, filters, bytes }: Kernel): SignPlane | null {
  const length = values.length / filters;
  const scales = new Float64Array(filters);
  const mask = new Uint8Array(values.length).fill(1);
  for (let filter = 0; filter < filters; filter++) {
    const own = values.subarray(filter * length, (filter + 1) * length);
    const magnitude = own.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0);
    if (own.some((weight) => weight !== 0 && Math.abs(weight) !== magnitude)) return null;
    // In double precision where the file has the scale itself.
    scales[filter] = bytes === null ? magnitude : Math.abs(bytes.values[firstOf(own, filter)]) * bytes.scales[filter];
    if (magnitude > 0) own.forEach((weight, k) => (mask[filter * length + k] = weight === 0 ? 0 : 1));
  }
  return { latents: values, mask: mask.includes(0) ? mask : null, scales };
}

/** Index of the filter's first weight that is not 0. */
const firstOf = (own: Float32Array, filter: number): number =>
  filter * own.length +
  Math.max(
    0,
    own.findIndex((weight) => weight !== 0),
  );

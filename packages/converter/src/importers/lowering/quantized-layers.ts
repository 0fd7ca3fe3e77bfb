// A convolution whose input, kernel or both are of a few values, as layers: binary ones where both are signs.
import { affineLayer, type Conv2D, type Layer, type TensorType } from '@bitplane/model';
import { binaryLayers, type BinaryOperation } from './binary-layers';
import type { InputPlanes } from './input-planes';
import type { KernelPlane } from './kernel-plane';
import type { LevelPlanes } from './level-planes';
import { planesAsNumbers } from './planes-as-numbers';

export interface QuantizedOperation extends Omit<BinaryOperation, 'inputPlanes' | 'kernelPlanes'> {
  /** What it reads. */
  readonly input: TensorType & { readonly name: string };
  /** Null: it reads numbers as they are. */
  readonly inputPlanes: InputPlanes | LevelPlanes | null;
  /** OHWI. */
  readonly kernel: Float32Array;
  /** What the kernel is quantized to; null: it is used as it is. */
  readonly kernelPlanes: readonly KernelPlane[] | null;
}

/** Rejects what planes cannot do, and padding of numbers with anything but 0. */
export function quantizedLayers(operation: QuantizedOperation): Layer[] {
  const { inputPlanes, kernel, geometry } = operation;
  const kernelPlanes = operation.kernelPlanes ?? evenMagnitudes(kernel, geometry.filters);
  if (inputPlanes !== null && kernelPlanes !== null)
    return binaryLayers({
      ...operation,
      inputPlanes,
      kernelPlanes,
      ...unitAndOffset(operation, inputPlanes, kernelPlanes),
    });
  const { name, input, bias, padValue, reject } = operation;
  if (padValue !== 0) reject('expected padding with 0 of an input or a kernel that is not binary', padValue);
  const read = `${name}/numbers`;
  const numbers = inputPlanes === null ? [] : planesAsNumbers(read, { channels: input.channels, inputPlanes, reject });
  const weights = operation.kernelPlanes === null ? kernel : weightsOf(operation.kernelPlanes, geometry.filters);
  const layer: Conv2D = {
    ...{ kind: 'conv2d', name, inputs: [inputPlanes === null ? input.name : read], ...geometry },
    ...{ weights, bias, weightBits: 32 },
  } as const;
  if (inputPlanes === null && input.element === 'int32')
    return [affineLayer(read, input.name), { ...layer, inputs: [read] }];
  return [...numbers, layer];
}

/** Every activation has the offset: so each filter's sum has it times the sum of its weights. */
function unitAndOffset(
  { geometry: { filters }, bias }: QuantizedOperation,
  inputPlanes: InputPlanes | LevelPlanes,
  kernelPlanes: readonly KernelPlane[],
): Pick<BinaryOperation, 'factor' | 'bias'> {
  if (!('unit' in inputPlanes)) return { bias };
  const { unit, offset } = inputPlanes;
  const factor = unit === 1 ? null : new Float64Array(filters).fill(unit);
  if (offset === 0) return { factor, bias };
  const weights = weightsOf(kernelPlanes, filters);
  const length = weights.length / filters;
  const sums = Float64Array.from({ length: filters }, (_, filter) =>
    weights.subarray(filter * length, (filter + 1) * length).reduce((sum, weight) => sum + weight, 0),
  );
  return { factor, bias: sums.map((sum, filter) => (bias?.[filter] ?? 0) + offset * sum) };
}

/** Weights that training kept at ±a, one magnitude a filter; null for any other. */
function evenMagnitudes(kernel: Float32Array, filters: number): KernelPlane[] | null {
  const length = kernel.length / filters;
  const scales = Float64Array.from({ length: filters }, (_, filter) => Math.abs(kernel[filter * length]));
  if (!kernel.every((weight, k) => weight !== 0 && Math.abs(weight) === scales[Math.floor(k / length)])) return null;
  return [{ latents: kernel, mask: null, scales: scales.every((scale) => scale === 1) ? null : scales }];
}

/** Σ_j α_j·w_j, rounded to float32 once. */
function weightsOf(planes: readonly KernelPlane[], filters: number): Float32Array {
  const length = planes[0].latents.length / filters;
  return Float32Array.from(planes[0].latents, (_, k) =>
    planes.reduce((sum, { latents, mask, scales }) => {
      if (mask !== null && mask[k] === 0) return sum;
      const scale = scales === null ? 1 : scales[Math.floor(k / length)];
      return sum + (latents[k] >= 0 ? scale : -scale);
    }, 0),
  );
}

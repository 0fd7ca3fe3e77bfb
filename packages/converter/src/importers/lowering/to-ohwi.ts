// The one place where weights are transposed.

/** [..., filters] as TensorFlow stores kernels (HWIO, or [inputs, units] of a dense layer) → [filters, ...] (OHWI). */
export function toOhwi<Values extends Float32Array | Uint8Array>(kernel: Values, filters: number): Values {
  const length = kernel.length / filters;
  const turned = kernel.slice() as Values;
  for (let filter = 0; filter < filters; filter++) {
    for (let k = 0; k < length; k++) turned[filter * length + k] = kernel[k * filters + filter];
  }
  return turned;
}

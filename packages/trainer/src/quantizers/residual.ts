// The arithmetic that all residual quantizers share.
import * as tf from '@tensorflow/tfjs';
import { signs, window, withPseudoGradient } from './pseudo-gradient';

export interface ResidualPlan {
  /** Planes of the tensor: the largest n(e). */
  readonly numPlanes: number;
  /**
   * n(e), of a shape that broadcasts to x's; without it every element has all planes. Called anew in the backward pass.
   */
  readonly bitMap?: () => tf.Tensor;
  /** What a scale is the mean over; without it, everything. */
  readonly axes?: number[];
}

/**
 * Greedy sum of scaled signs, each of what the ones before it left over.
 *
 *     r_1 = x,  b_i = sign(r_i),  s_i = mean|r_i|,  r_{i+1} = r_i − s_i·b_i
 *     q(x) = Σ_i s_i·b_i, i = 1 … n(e);  an element has no b_i for i > n(e), and s_i is the mean over the elements
 *     that have one
 *     ∂q/∂x ≈ 1 if |x| ≤ n(e), else 0          (the scales count as constants)
 *
 * @param x float32 of any shape; not NaN.
 * @param onScales gets s_1, s_2, … in the forward pass; it must not keep them.
 *
 * Guo et al., "Network Sketching", arXiv:1706.02021, algorithm 1; Li et al., "Performance Guaranteed Network
 * Acceleration via High-Order Residual Quantization", arXiv:1708.08687, section 3. The window is that of CNTK's
 * example.
 */
export function residual(x: tf.Tensor, plan: ResidualPlan, onScales?: (scales: tf.Tensor[]) => void): tf.Tensor {
  return withPseudoGradient(
    x,
    (latent) => {
      const planes = residualPlanes(latent, plan);
      onScales?.(planes.map(({ scale }) => scale));
      return sum(planes);
    },
    (latent) => residualWindow(latent, plan),
  );
}

/**
 * The same with given scales, one for all elements of a plane: ∂q/∂s_i = Σ_e b_i(e), the rest as above.
 *
 * @param scales [numPlanes].
 *
 * Ghasemzadeh et al., "ReBNet", arXiv:1711.01243, section III.
 */
export function residualWithScales(x: tf.Tensor, scales: tf.Tensor, plan: ResidualPlan): tf.Tensor {
  const quantize = tf.customGrad((...operands) => {
    const [latent, factors, save] = operands as unknown as [tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([latent, factors]);
    return {
      value: sum(residualPlanes(latent, plan, factors)),
      gradFunc: (dy: tf.Tensor, [savedLatent, savedFactors]: tf.Tensor[]) => [
        dy.mul(residualWindow(savedLatent, plan)),
        tf.stack(residualPlanes(savedLatent, plan, savedFactors).map(({ bits }) => dy.mul(bits).sum())),
      ],
    };
  });
  return quantize(x, scales);
}

interface Plane {
  /** ±1, and 0 where an element has no such plane. */
  readonly bits: tf.Tensor;
  readonly scale: tf.Tensor;
}

function residualPlanes(x: tf.Tensor, { numPlanes, bitMap, axes }: ResidualPlan, scales?: tf.Tensor): Plane[] {
  const map = bitMap?.().broadcastTo(x.shape);
  const given = scales === undefined ? undefined : tf.unstack(scales);
  const planes: Plane[] = [];
  let rest = x;
  for (let i = 0; i < numPlanes; i++) {
    const present = map?.greater(i).cast<tf.Tensor>('float32');
    const bits = present === undefined ? signs(rest) : signs(rest).mul(present);
    const scale = given?.[i] ?? meanMagnitude(rest, present, axes);
    planes.push({ bits, scale });
    rest = rest.sub(bits.mul(scale));
  }
  return planes;
}

function meanMagnitude(x: tf.Tensor, present?: tf.Tensor, axes?: number[]): tf.Tensor {
  if (present === undefined) return x.abs().mean(axes, true);
  const total = x.abs().mul(present).sum(axes, true);
  return total.div(present.sum(axes, true).maximum(1));
}

const sum = (planes: readonly Plane[]): tf.Tensor =>
  planes.map(({ bits, scale }) => bits.mul(scale)).reduce((total, term) => total.add(term));

const residualWindow = (x: tf.Tensor, { numPlanes, bitMap }: ResidualPlan): tf.Tensor =>
  window(x, bitMap?.() ?? numPlanes);

import * as tf from '@tensorflow/tfjs';
import { BinaryConv2D, LearnedShift, QuantizedConv2D, QuantizedDense } from '../layers';
import { IMAGE_SHAPE, NUM_CLASSES, type NetworkStart } from './network';
import { FirstWeights, norm, rescale } from './parts';

/** Filters of the three stages, on 32×32, 16×16 and 8×8 pixels. */
const STAGES = [16, 32, 64];
const CONVOLUTIONS_PER_STAGE = 6;

/**
 * Binary ResNet-20 with a float shortcut around every convolution; images [N, 32, 32, 3] of 0 … 255 → scores [N, 10].
 *
 *     ÷256 · 8-bit conv 3×3, 16 · batch norm                                                     → 32×32×16
 *     6 × (x + batch norm(binary conv 3×3, 16 (sign(x + shift))) · PReLU)                        → 32×32×16
 *     6 × the same with 32 filters, the first with stride 2                                      → 16×16×32
 *     6 × the same with 64 filters, the first with stride 2                                      → 8×8×64
 *     average over 8×8 · 8-bit dense                                                             → 10
 *
 * As wide as the float original, so that its accuracy can be compared with published ones.
 * Where the stride is 2, the shortcut is the average of 2×2 pixels, twice side by side. Activations go through
 * approx-sign. ReActNet's RPReLU is shift · PReLU · shift. Both shifts are left out: the batch norm's own offset is the
 * first one, and the second is taken up by the next sign's shift and the next batch norm's offset, so that the
 * functions that can be learned are the same, with fewer passes.
 *
 * He et al., "Deep Residual Learning", arXiv:1512.03385 (CIFAR-10's ResNet-20); Liu et al., "Bi-Real Net",
 * arXiv:1808.00278 (a shortcut around every convolution); Liu et al., "ReActNet", arXiv:2003.03488 (shifts, PReLU, the
 * doubled shortcut).
 */
export function resnet20(start: NetworkStart): tf.LayersModel {
  const first = new FirstWeights(start);
  const input = tf.input({ shape: [...(start.inputShape ?? IMAGE_SHAPE)], name: 'images' });
  const apply = (layer: tf.layers.Layer, ...x: tf.SymbolicTensor[]) =>
    layer.apply(x.length === 1 ? x[0] : x) as tf.SymbolicTensor;

  function shortcut(x: tf.SymbolicTensor, place: string): tf.SymbolicTensor {
    const half = apply(tf.layers.averagePooling2d({ name: `half${place}`, poolSize: 2, padding: 'same' }), x);
    return apply(tf.layers.concatenate({ name: `doubled${place}` }), half, half);
  }

  function unit(x: tf.SymbolicTensor, filters: number, place: string): tf.SymbolicTensor {
    const widens = x.shape[3] !== filters;
    const shifted = apply(new LearnedShift({ name: `shift${place}` }), x);
    const convolution = new BinaryConv2D({
      name: `conv${place}`,
      filters,
      kernelSize: 3,
      strides: widens ? 2 : 1,
      useBias: false,
      inputQuantizer: 'approx-sign',
      kernelInitializer: first.kernel(),
    });
    const y = apply(norm(`norm${place}`), apply(convolution, shifted));
    const sum = apply(tf.layers.add({ name: `add${place}` }), widens ? shortcut(x, place) : x, y);
    return apply(first.prelu(`prelu${place}`), sum);
  }

  const convolution = new QuantizedConv2D({
    name: 'conv1',
    filters: STAGES[0],
    kernelSize: 3,
    useBias: false,
    kernelInitializer: first.kernel(),
  });
  let x = apply(norm('norm1'), apply(convolution, apply(rescale(start), input)));
  let place = 2;
  for (const filters of STAGES) {
    for (let i = 0; i < CONVOLUTIONS_PER_STAGE; i++) x = unit(x, filters, `${place++}`);
  }
  const classifier = new QuantizedDense({
    name: 'dense',
    units: start.numClasses ?? NUM_CLASSES,
    // 18 sums make the last activations large: other first weights would start far from equal odds.
    kernelInitializer: tf.initializers.zeros(),
  });
  const outputs = apply(classifier, apply(tf.layers.globalAveragePooling2d({ name: 'average' }), x));
  return tf.model({ name: 'resnet-20', inputs: input, outputs });
}

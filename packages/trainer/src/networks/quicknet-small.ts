import * as tf from '@tensorflow/tfjs';
import { BinaryConv2D, QuantizedConv2D, QuantizedDense } from '../layers';
import { IMAGE_SHAPE, NUM_CLASSES, type NetworkStart } from './network';
import { FirstWeights, norm, rescale } from './parts';

const CONVOLUTIONS = 4;
const STEM_FILTERS = 32;
const SECTIONS = 3;

/**
 * A small network after QuickNet, for 32×32 pixels; images [N, 32, 32, 3] of 0 … 255 → scores [N, 10].
 *
 *     ÷256 · 8-bit conv 3×3, 32 · ReLU · batch norm                                              → 32×32×32
 *     4 × (x + batch norm(ReLU(binary conv 3×3 (sign(x)))))                                      → 32×32×32
 *     p = max-pool 3×3/2 (x) · p beside p + batch norm(ReLU(binary conv 3×3 (sign(p)))) · 3 × as above  → 16×16×64
 *     the same again                                                                             → 8×8×128
 *     ReLU · average over 8×8 · 8-bit dense                                                      → 10
 *
 * As in QuickNet, a ReLU and a batch norm follow each convolution, and a shortcut leads around it. QuickNet halves
 * images with blurred pools and float 1×1 convolutions; here the pooled image itself is half of the doubled channels,
 * so that all kernels are of 1 or 8 bits.
 *
 * Bannink et al., "Larq Compute Engine", arXiv:2011.09398 (QuickNet).
 */
export function quicknetSmall(start: NetworkStart): tf.LayersModel {
  const first = new FirstWeights(start);
  const input = tf.input({ shape: [...(start.inputShape ?? IMAGE_SHAPE)], name: 'images' });
  const apply = (layer: tf.layers.Layer, ...x: tf.SymbolicTensor[]) =>
    layer.apply(x.length === 1 ? x[0] : x) as tf.SymbolicTensor;
  const rectified = (x: tf.SymbolicTensor, place: string) =>
    apply(norm(`norm${place}`), apply(tf.layers.reLU({ name: `relu${place}` }), x));

  function unit(x: tf.SymbolicTensor, place: string): tf.SymbolicTensor {
    const convolution = new BinaryConv2D({
      name: `conv${place}`,
      filters: x.shape[3]!,
      kernelSize: 3,
      useBias: false,
      kernelInitializer: first.kernel(),
    });
    return apply(tf.layers.add({ name: `add${place}` }), x, rectified(apply(convolution, x), place));
  }

  const stem = new QuantizedConv2D({
    name: 'conv1',
    filters: STEM_FILTERS,
    kernelSize: 3,
    useBias: false,
    kernelInitializer: first.kernel(),
  });
  let x = rectified(apply(stem, apply(rescale(start), input)), '1');
  let place = 2;
  for (let section = 0; section < SECTIONS; section++) {
    for (let i = 0; i < CONVOLUTIONS; i++) {
      const here = `${place++}`;
      if (section === 0 || i > 0) {
        x = unit(x, here);
        continue;
      }
      const pool = tf.layers.maxPooling2d({ name: `pool${here}`, poolSize: 3, strides: 2, padding: 'same' });
      const pooled = apply(pool, x);
      x = apply(tf.layers.concatenate({ name: `doubled${here}` }), pooled, unit(pooled, here));
    }
  }
  const classifier = new QuantizedDense({
    name: 'dense',
    units: start.numClasses ?? NUM_CLASSES,
    // Sums over all units make the last activations large: other first weights would start far from equal odds.
    kernelInitializer: tf.initializers.zeros(),
  });
  const last = apply(tf.layers.reLU({ name: 'relu' }), x);
  const outputs = apply(classifier, apply(tf.layers.globalAveragePooling2d({ name: 'average' }), last));
  return tf.model({ name: 'quicknet-small', inputs: input, outputs });
}

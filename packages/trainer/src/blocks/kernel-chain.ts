import type * as tf from '@tensorflow/tfjs';
import { BinaryConv2D, KernelLayer, LearnedShift } from '../layers';
import { biasPrelu, biasRelu } from '../native/bias-activation';
import { isRowOf } from '../native/rows';
import type { BlockKind } from './block';
import { followerOf, isAsMade, type Place } from './graph';
import { isPlainRelu, slopesOf } from './stock-layers';

/**
 * A layer with a kernel; before it, where its input goes through a sign, a learned shift; after its bias a PReLU, a
 * ReLU, or a ReLU and a max-pool.
 */
export const kernelChain: BlockKind = (first) => {
  const shifted = first.layer instanceof LearnedShift ? followerOf(first, BinaryConv2D.className) : null;
  const place = shifted ?? first;
  if (!(place.layer instanceof KernelLayer) || !isAsMade(first) || !isAsMade(place)) return null;
  const tail = tailOf(place, place.layer);
  if (shifted === null && tail.places.length === 0) return null;
  const products = shifted === null ? plainProducts(place.layer) : shiftedProducts(first, shifted);
  return {
    places: [...(shifted === null ? [] : [first]), place, ...tail.places],
    inputs: first.inputs,
    run: ([x]) => tail.apply(products(x)),
  };
};

type Elementwise = (x: tf.Tensor) => tf.Tensor;

const plainProducts =
  (layer: KernelLayer): Elementwise =>
  (x) =>
    layer.products(x, true);

function shiftedProducts({ layer: shift }: Place, { layer: convolution }: Place): Elementwise {
  const [before, after] = [shift as LearnedShift, convolution as BinaryConv2D];
  return (x) => after.productsOfShifted(x as tf.Tensor4D, before.shift.read()) ?? after.products(before.call(x), true);
}

interface Tail {
  readonly places: readonly Place[];
  readonly apply: Elementwise;
}

/** What follows the products: the bias, and layers that are computed with it. */
function tailOf(place: Place, { bias }: KernelLayer): Tail {
  if (bias === null) return { places: [], apply: (products) => products };
  const activation = followerOf(place, 'PReLU') ?? followerOf(place, 'ReLU');
  if (activation === null || !isPlainRelu(activation)) {
    return { places: [], apply: (products) => products.add(bias.read()) };
  }
  if (activation.layer.getClassName() === 'PReLU') {
    return { places: [activation], apply: (products) => addAndBend(products, bias.read(), activation) };
  }
  const pool = followerOf(activation, 'MaxPooling2D');
  if (pool === null) return { places: [activation], apply: (products) => biasRelu(products, bias.read()) };
  // max relu(x + bias) = relu(max x + bias), to the bit, as both never fall where x rises: the pool goes first, and the
  // others see a fraction of the numbers. Where roundings make two sums of a window equal, the gradient goes to the
  // larger x, not to the first.
  return {
    places: [activation, pool],
    apply: (products) => biasRelu(pool.layer.apply(products) as tf.Tensor, bias.read()),
  };
}

function addAndBend(products: tf.Tensor, bias: tf.Tensor, prelu: Place): tf.Tensor {
  const slopes = slopesOf(prelu);
  const areTogether = isRowOf(slopes, products) && slopes.size % bias.size === 0;
  return areTogether ? biasPrelu(products, bias, slopes) : (prelu.layer.apply(products.add(bias)) as tf.Tensor);
}

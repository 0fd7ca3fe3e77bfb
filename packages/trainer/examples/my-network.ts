// A network of your own, with a shortcut around a binary convolution:
//   npx bitplane-trainer train --network packages/trainer/examples/my-network.ts --recipe quickstart
import type { BuildNetwork } from '@bitplane/trainer';
import type { layers as stock, SymbolicTensor } from '@tensorflow/tfjs';

const network: BuildNetwork = ({ inputShape = [32, 32, 3], numClasses = 10 }, { tf, layers }) => {
  const apply = (layer: stock.Layer, ...x: SymbolicTensor[]) => layer.apply(x) as SymbolicTensor;
  const norm = (x: SymbolicTensor) => apply(tf.layers.batchNormalization({ momentum: 0.9 }), x);

  const images = tf.input({ shape: [...inputShape] });
  const scaled = apply(tf.layers.rescaling({ scale: 1 / 256 }), images);
  const x = norm(apply(new layers.QuantizedConv2D({ filters: 32, kernelSize: 3, strides: 2 }), scaled));

  const convolution = new layers.BinaryConv2D({ filters: 32, kernelSize: 3, inputQuantizer: 'approx-sign' });
  const y = norm(apply(convolution, apply(new layers.LearnedShift(), x)));
  const sum = apply(tf.layers.prelu({ sharedAxes: [1, 2] }), apply(tf.layers.add(), x, y));

  const average = apply(tf.layers.globalAveragePooling2d({}), sum);
  return tf.model({ inputs: images, outputs: apply(new layers.QuantizedDense({ units: numClasses }), average) });
};

export default network;

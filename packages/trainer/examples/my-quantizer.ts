// A quantizer of your own, and a network that uses it: sign with the slope of tanh(3x).
//   npx bitplane-trainer train --network packages/trainer/examples/my-quantizer.ts --recipe quickstart
import type { BuildNetwork } from '@bitplane/trainer';

const STEEPNESS = 3;

const network: BuildNetwork = ({ inputShape = [32, 32, 3], numClasses = 10, initialOutputScale }, { tf, layers }) => {
  layers.BinaryConv2D.registerQuantizer('tanh-sign', {
    range: [-1, 1],
    forward: (x) => x.greaterEqual(0).cast('float32').mul(2).sub(1),
    derivative: (x) => x.mul(STEEPNESS).tanh().square().sub(1).mul(-STEEPNESS),
  });
  return tf.sequential({
    layers: [
      tf.layers.rescaling({ scale: 1 / 256, inputShape: [...inputShape] }),
      new layers.QuantizedConv2D({ filters: 32, kernelSize: 3, strides: 2 }),
      tf.layers.batchNormalization({}),
      new layers.BinaryConv2D({ filters: numClasses, kernelSize: 3, inputQuantizer: 'tanh-sign' }),
      tf.layers.globalAveragePooling2d({}),
      new layers.OutputScale({ initialScale: initialOutputScale }),
    ],
  });
};

export default network;

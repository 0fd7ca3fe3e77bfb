// A network with each layer and each quantizer that the bench's PyTorch twin knows. Binary layers are side by side and
// not one after the other: a sign that rounding turns over changes nothing but its own part.
import type { layers as stock, SymbolicTensor } from '@tensorflow/tfjs';
import type { BuildNetwork } from '../networks';

const network: BuildNetwork = ({ seed }, { tf, layers }) => {
  const apply = (layer: stock.Layer, ...x: SymbolicTensor[]) =>
    layer.apply(x.length === 1 ? x[0] : x) as SymbolicTensor;
  const { BinaryConv2D, BinaryDepthwiseConv2D } = layers;
  let kernels = 0;
  const kernelInitializer = () => tf.initializers.glorotUniform({ seed: seed + kernels++ });
  const size = () => ({ filters: 8, kernelSize: 3, kernelInitializer: kernelInitializer() });

  const images = tf.input({ shape: [9, 10, 3] });
  const scaled = apply(tf.layers.rescaling({ scale: 1 / 128, offset: -1 }), images);
  const stem = apply(new layers.QuantizedConv2D({ ...size(), filters: 16 }), scaled);
  const x = apply(new layers.LearnedShift(), apply(tf.layers.batchNormalization({ momentum: 0.9 }), stem));

  const convolutions = [
    new BinaryConv2D({ ...size(), inputQuantizer: { name: 'sign', clip: 0.8 }, padValue: 1 }),
    new BinaryConv2D({ ...size(), inputQuantizer: 'approx-sign', kernelQuantizer: 'approx-sign', padValue: -1 }),
    new BinaryConv2D({ ...size(), inputQuantizer: { name: 'swish-sign', beta: 3 }, groups: 2 }),
    new BinaryConv2D({ ...size(), inputQuantizer: 'react-sign', kernelQuantizer: 'magnitude-aware-sign' }),
    new BinaryConv2D({ ...size(), inputQuantizer: { name: 'residual-sign', bits: 3 }, dilationRate: 2, strides: 2 }),
    new BinaryConv2D({
      ...size(),
      inputQuantizer: { name: 'residual-sign', scale: 'learned' },
      kernelQuantizer: { name: 'residual-sign-kernel', bits: 3 },
    }),
    new BinaryConv2D({ ...size(), inputQuantizer: { name: 'residual-sign', scale: 'live' }, padding: [2, 1] }),
    new BinaryConv2D({
      ...size(),
      inputQuantizer: { name: 'dorefa', bits: 3 },
      kernelQuantizer: 'dorefa',
      useBias: false,
    }),
    new BinaryConv2D({ ...size(), inputQuantizer: 'ste-tern', kernelQuantizer: 'residual-sign', strides: 2 }),
    new BinaryConv2D({ ...size(), inputQuantizer: { name: 'ste-tern', adaptive: true }, kernelQuantizer: 'none' }),
    new BinaryConv2D({
      ...size(),
      inputQuantizer: 'ste-heaviside',
      kernelQuantizer: 'ste-heaviside',
      padding: 'valid',
    }),
    new BinaryDepthwiseConv2D({ kernelSize: 3, depthMultiplier: 2, strides: 2, depthwiseQuantizer: 'sign' }),
    tf.layers.conv2d({ ...size(), strides: 2, padding: 'same', activation: 'relu' }),
  ];
  const means = convolutions.map((layer) => {
    const y = apply(tf.layers.prelu({ sharedAxes: [1, 2] }), apply(layer, x));
    return apply(tf.layers.globalAveragePooling2d({}), y);
  });

  const pooled = [
    tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
    tf.layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
  ].map((layer) => apply(layer, x));
  const shuffled = apply(new layers.ChannelShuffle({ groups: 4 }), apply(tf.layers.concatenate(), ...pooled));
  const rows = apply(tf.layers.flatten({}), apply(tf.layers.prelu({}), shuffled));
  const dense = [
    apply(new layers.BinaryDense({ units: 8, inputQuantizer: 'approx-sign' }), rows),
    apply(tf.layers.dense({ units: 8, activation: 'relu' }), rows),
    apply(tf.layers.activation({ activation: 'relu' }), apply(new layers.QuantizedDense({ units: 8 }), rows)),
  ];
  const sum = apply(tf.layers.reLU({}), apply(tf.layers.add(), ...dense));
  const all = apply(tf.layers.batchNormalization({}), apply(tf.layers.concatenate(), sum, ...means));
  const scores = apply(new layers.QuantizedDense({ units: 10 }), all);
  return tf.model({ inputs: images, outputs: apply(new layers.OutputScale({ initialScale: 0.5 }), scores) });
};

export default network;

// The same layers in 8 bits, as strong as onnxruntime runs them: uint8 activations × int8 weights with a scale per filter (its s8s8
// path is many times slower), PReLU as the ReLU that saturation at 0 gives for nothing, batch norm folded into the next convolution.
import type { TensorType } from '@bitplane/model';
import type { LayerScope } from '../layer-scope';
import { windowAttributes } from '../window';
import { affineOf, batchNormAffine, compose, foldIntoConv } from './channel-affine';
import { floatConv, type AnyConv } from './float-conv';
import { outputScale, quantizeWeights } from './quantize-conv';
import { addQuantization, dequantize, type Activation, type Twin } from './twin';

export const int8Twin: Twin = {
  description:
    'uint8 activations, int8 weights with a scale per filter, fixed plausible activation scales, PReLU as ReLU, batch norm folded',
  nodes: {
    // One zero point for all channels: QLinearConv knows no other.
    normalize: (_scope, { scale, zeroPoints }, x) => ({ ...x, quantization: { scale, zeroPoint: zeroPoints[0] } }),
    conv2d: addConv,
    'binary-conv2d': addConv,
    relu: keep,
    prelu: keep,
    sign: keep,
    'batch-norm': (_scope, layer, x) => ({ ...x, pending: compose(x.pending, batchNormAffine(layer)) }),
    affine: (_scope, layer, x, { channels }) => ({ ...x, pending: compose(x.pending, affineOf(layer, channels)) }),
    'max-pool': (scope, { window }, x) => ({
      ...x,
      name: scope.output('MaxPool', [x.name], windowAttributes(window, true)),
    }),
    'average-pool': (scope, _layer, x) => ({
      ...x,
      name: scope.output('GlobalAveragePool', [dequantize(scope, x)]),
      quantization: null,
    }),
  },
};

function keep(_scope: LayerScope, _layer: unknown, x: Activation): Activation {
  return x;
}

function addConv(scope: LayerScope, layer: AnyConv, x: Activation, { channels }: TensorType): Activation {
  const { filters, window, groups } = layer;
  const input = x.quantization ?? { scale: 1, zeroPoint: 0 };
  const latent = floatConv(layer, channels);
  const conv = x.pending === null ? latent : foldIntoConv(latent, x.pending, groups);
  const { weights, scales } = quantizeWeights(conv);
  const output = { scale: outputScale(conv, input.scale), zeroPoint: 0 };
  const bias = Int32Array.from(scales, (scale, f) => Math.round((conv.bias?.[f] ?? 0) / (input.scale * scale)));
  const inputs = [
    x.name,
    ...addQuantization(scope, 'input', input),
    scope.constant('weights', weights, conv.dims),
    scope.constant('weight-scales', scales),
    scope.constant('weight-zero-points', new Int8Array(filters)),
    ...addQuantization(scope, 'output', output),
    scope.constant('bias', bias),
  ];
  const name = scope.output('QLinearConv', inputs, { ...windowAttributes(window, true), group: groups });
  return { name, quantization: output, pending: null };
}

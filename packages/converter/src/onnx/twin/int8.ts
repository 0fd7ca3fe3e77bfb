// The same layers in 8 bits, as strong as onnxruntime runs them: uint8 activations × int8 weights with a scale per
// filter (its s8s8 path is many times slower), PReLU as the ReLU that saturation at 0 gives for nothing, batch norm
// folded into the next convolution.
import type { Add, AveragePool, Normalize } from '@bitplane/model';
import type { LayerScope } from '../layer-scope';
import { averageAttributes, windowAttributes } from '../ops/window';
import { affineOf, batchNormAffine, compose, foldIntoConv } from './channel-affine';
import { denseConv, floatConv, type AnyConv } from './float-conv';
import { outputScale, quantizeWeights } from './quantize-conv';
import {
  addQuantization,
  dequantize,
  quantize,
  readsImage,
  type Activation,
  type Quantization,
  type Twin,
  type TwinInput,
} from './twin';

/** For an image without a Rescaling before it. */
const BYTES: Quantization = { scale: 1, zeroPoint: 0 };

export const int8Twin: Twin = {
  description:
    'uint8 activations, int8 weights with a scale per filter, fixed plausible activation scales, PReLU as ReLU, batch norm folded',
  nodes: {
    normalize: readBytes,
    // Its input has 8 bits already.
    quantize: keep,
    // The bytes as they are: the range of the table on 255 steps.
    'byte-table': (_scope, { table }, [{ name, pending }]) => ({ name, pending, quantization: rangeOf(table) }),
    conv2d: addConv,
    'binary-conv2d': addConv,
    'int8-dense': (scope, layer, [x]) => addConv(scope, denseConv(layer, x.type), [x]),
    relu: keep,
    prelu: keep,
    sign: keep,
    'batch-norm': (_scope, layer, [x]) => ({ ...x, pending: compose(x.pending, batchNormAffine(layer)) }),
    affine: (_scope, layer, [x]) => ({ ...x, pending: compose(x.pending, affineOf(layer, x.type.channels)) }),
    'average-pool': addAveragePool,
    add: addSum,
  },
};

/** One zero point for all channels: QLinearConv knows no other. */
function readBytes(_scope: LayerScope, layer: Normalize, [x]: readonly TwinInput[]): Activation {
  if (!readsImage(layer)) return x;
  return { ...x, quantization: { scale: layer.scale, zeroPoint: layer.zeroPoints[0] } };
}

function rangeOf(values: ArrayLike<number>): Quantization {
  let [least, greatest] = [0, 0];
  for (let k = 0; k < values.length; k++) {
    least = Math.min(least, values[k]);
    greatest = Math.max(greatest, values[k]);
  }
  const scale = (greatest - least) / 255 || 1;
  return { scale, zeroPoint: Math.round(-least / scale) };
}

function keep(_scope: LayerScope, _layer: unknown, [x]: readonly TwinInput[]): Activation {
  return x;
}

/** In floats between two conversions with one scale: onnxruntime makes one operator of the three. */
function addAveragePool(scope: LayerScope, { window }: AveragePool, [x]: readonly TwinInput[]): Activation {
  const floats = dequantize(scope, x);
  const { height, width } = x.type;
  const isGlobal = window.size[0] === height && window.size[1] === width;
  const means = isGlobal
    ? scope.node('GlobalAveragePool', [floats], 'means')
    : scope.node('AveragePool', [floats], 'means', averageAttributes(window));
  return { ...quantize(scope, means, x.quantization ?? BYTES), pending: x.pending };
}

/**
 * Shortcuts: what still waits to be applied is left out, as it would have been folded into the convolution before.
 * onnxruntime makes one operator of it.
 */
function addSum(scope: LayerScope, _layer: Add, [a, b]: readonly TwinInput[]): Activation {
  const sum = scope.node('Add', [dequantize(scope, a, 'first'), dequantize(scope, b, 'second')], 'sum');
  const scale = (a.quantization ?? BYTES).scale + (b.quantization ?? BYTES).scale;
  return quantize(scope, sum, { scale, zeroPoint: 0 });
}

function addConv(scope: LayerScope, layer: AnyConv, [x]: readonly TwinInput[]): Activation {
  const { filters, window, groups } = layer;
  const input = x.quantization ?? BYTES;
  const latent = floatConv(layer, x.type.channels);
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

// The network that a user would run in float32: the latent weights, no sign.
import type { Affine, BatchNorm, Normalize, PRelu } from '@bitplane/model';
import { ElementCode } from '../graph-builder';
import type { LayerScope } from '../layer-scope';
import { addLookUp } from '../nodes/byte-table';
import { broadcastOverImages } from '../ops/per-channel';
import { averageAttributes, windowAttributes } from '../ops/window';
import { denseConv, floatConv, type AnyConv } from './float-conv';
import { asFloats, readsImage, type Activation, type Twin, type TwinInput } from './twin';

export const float32Twin: Twin = {
  description: 'float32, with the real-valued (latent) weights and no sign',
  nodes: {
    normalize: (scope, layer, inputs) => (readsImage(layer) ? addNormalize(scope, layer, inputs) : inputs[0]),
    quantize: (_scope, _layer, [x]) => x,
    'byte-table': (scope, layer, [{ name, type }]) => asFloats(addLookUp(scope, layer, name, type.channels)),
    conv2d: addConv,
    'binary-conv2d': addConv,
    'int8-dense': (scope, layer, [x]) => addConv(scope, denseConv(layer, x.type), [x]),
    relu: (scope, _layer, [{ name }]) => asFloats(scope.output('Relu', [name])),
    prelu: addPRelu,
    'batch-norm': addBatchNorm,
    affine: addAffine,
    'average-pool': (scope, { window }, [{ name }]) =>
      asFloats(scope.output('AveragePool', [name], averageAttributes(window))),
    add: (scope, _layer, [a, b]) => asFloats(scope.output('Add', [a.name, b.name])),
    sign: (_scope, _layer, [x]) => x,
  },
};

function addNormalize(
  scope: LayerScope,
  { zeroPoints, scale }: Normalize,
  [{ name }]: readonly TwinInput[],
): Activation {
  const image = scope.node('Cast', [name], 'image', { to: ElementCode.float32 });
  const centred = scope.node('Sub', [image, perChannel(scope, 'zero-points', zeroPoints)], 'centred');
  return asFloats(scope.output('Mul', [centred, scope.constant('scale', Float32Array.of(scale), [])]));
}

function addConv(scope: LayerScope, layer: AnyConv, [{ name, type }]: readonly TwinInput[]): Activation {
  const { weights, dims, bias } = floatConv(layer, type.channels);
  const inputs = [name, scope.constant('weights', weights, dims)];
  if (bias !== null) inputs.push(scope.constant('bias', Float32Array.from(bias)));
  return asFloats(scope.output('Conv', inputs, { ...windowAttributes(layer.window, true), group: layer.groups }));
}

function addPRelu(scope: LayerScope, layer: PRelu, [{ name, type }]: readonly TwinInput[]): Activation {
  const { values, dims } = broadcastOverImages(Float32Array.from(layer.slopes), type, layer.perElement);
  return asFloats(scope.output('PRelu', [name, scope.constant('slopes', values, dims)]));
}

function addBatchNorm(scope: LayerScope, layer: BatchNorm, [{ name }]: readonly TwinInput[]): Activation {
  const parameters = (['gamma', 'beta', 'mean', 'variance'] as const).map((parameter) =>
    scope.constant(parameter, Float32Array.from(layer[parameter])),
  );
  const epsilon = { float: layer.epsilon };
  return asFloats(scope.output('BatchNormalization', [name, ...parameters], { epsilon }));
}

function addAffine(scope: LayerScope, { scale, offset }: Affine, [{ name }]: readonly TwinInput[]): Activation {
  const scaled = scale === null ? name : scope.node('Mul', [name, perChannel(scope, 'scale', scale)], 'scaled');
  if (offset === null) return asFloats(scaled);
  return asFloats(scope.node('Add', [scaled, perChannel(scope, 'offset', offset)], 'shifted'));
}

const perChannel = (scope: LayerScope, label: string, values: ArrayLike<number>): string =>
  scope.constant(label, Float32Array.from(values), [values.length, 1, 1]);

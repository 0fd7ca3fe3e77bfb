// Poolings, of windows and of the whole image.
import { averagePoolLayer, wholeWindow, type Layer, type Padding, type Window } from '@bitplane/model';
import { reducedAxes } from '../constants/reduce';
import type { Importing } from '../graph/importing';
import type { NodeSource, Value } from '../graph/node-source';
import { numbersOf } from '../lower/numbers';
import type { Activation, Real } from '../values/activation';
import { batchOf } from '../values/view';
import { imageOf, paddedShape } from './convolution';
import { requireUnpadded, type NodeKinds } from './node-kind';
import { readWindow, requireImage, WINDOW_ATTRIBUTES } from './window';

/** Poolings leave each channel where it is: the view stays, of the pooled image. */
function pooled(importing: Importing, activation: Activation, layer: string): Activation {
  const { height, width, channels } = importing.layers.typeOf(layer);
  const shape = { height, width, channels };
  const image = imageOf(importing, layer, batchOf(activation.view));
  const view = [image.view[0], activation.view[1], image.view[2], image.view[3]];
  return { ...image, shape, view };
}

function readPoolWindow(source: NodeSource, activation: Activation): Window {
  const kernel = source.ints('kernel_shape') ?? source.reject('a kernel_shape', 'none');
  if (kernel.length !== 2) source.reject('a kernel_shape of two axes', `[${kernel.join()}]`, 'use 2D layers');
  const ceil = source.int('ceil_mode', 0) === 1;
  return readWindow(source, { kernel: [kernel[0], kernel[1]], input: paddedShape(activation), ceil });
}

const poolWith = (window: Window, padding: Padding): Window => ({
  ...window,
  padding: {
    top: window.padding.top + padding.top,
    left: window.padding.left + padding.left,
    bottom: window.padding.bottom + padding.bottom,
    right: window.padding.right + padding.right,
  },
});

function maxPool(importing: Importing): Value {
  const { source } = importing;
  const activation = source.activation(0);
  requireImage(source, activation);
  if (source.int('storage_order', 0) !== 0) source.reject('storage_order 0', 1);
  return maxPooled(importing, activation, readPoolWindow(source, activation));
}

/** Numbers that a rising step function maps can be pooled before as well: the largest has the largest level. */
function maxPooled(importing: Importing, activation: Activation, plain: Window): Activation {
  const { source, layers, name } = importing;
  const { content, pads } = activation;
  const isRising =
    content.type === 'steps' && content.values.every((value, k) => k === 0 || value > content.values[k - 1]);
  // Pads take part with their value unless it is the lowest of all, which any pixel of the window equals.
  if (pads !== null && !(pads.value === -Infinity || (isRising && pads.value <= content.values[0])))
    source.reject(
      'a Pad of -inf before a max-pool',
      pads.value,
      "give the pooling pads of its own: they don't take part",
    );
  const window = pads === null ? plain : poolWith(plain, pads.padding);
  const of: Real = isRising ? content.of : numbersOf(importing, activation);
  const layer: Layer = { kind: 'max-pool', name, inputs: [of.layer], window };
  const result = pooled(importing, { ...activation, pads: null }, layers.add(layer));
  return isRising ? { ...result, content: { ...content, of: result.content as Real } } : result;
}

function averagePool(importing: Importing): Value {
  const { source, layers, name } = importing;
  const activation = source.activation(0);
  requireImage(source, activation);
  const { pads } = activation;
  if (pads !== null && pads.value !== 0)
    source.reject('a Pad of 0 before an average pool', pads.value, 'let the pooling pad');
  const window = readPoolWindow(source, activation);
  const input = numbersOf(importing, { ...activation, pads: null }).layer;
  const isPadded = Object.values(window.padding).some((pad) => pad > 0);
  const countsPads = pads !== null || (isPadded && source.int('count_include_pad', 0) === 1);
  if (!countsPads) return pooled(importing, activation, layers.add(averagePoolLayer(name, input, window)));
  if (source.int('ceil_mode', 0) === 1 || (pads !== null && isPadded))
    source.reject('padding that all windows count alike', 'ceil_mode beside pads that count', 'leave ceil_mode out');
  const whole = pads === null ? window : poolWith(window, pads.padding);
  return pooled(
    importing,
    { ...activation, pads: null },
    layers.add(...meanWithPads(importing, { input, window: whole })),
  );
}

/** Padded taps count as 0: zeros are put around the image, by a depthwise convolution by 1 that pads. */
function meanWithPads({ layers, name }: Importing, { input, window }: { input: string; window: Window }): Layer[] {
  const { channels } = layers.typeOf(input);
  const padded = `${name}/padded`;
  const around: Window = { size: [1, 1], stride: [1, 1], dilation: [1, 1], padding: window.padding };
  return [
    {
      ...{ kind: 'conv2d', name: padded, inputs: [input], filters: channels, groups: channels, weightBits: 32 },
      ...{ window: around, weights: new Float32Array(channels).fill(1), bias: null },
    },
    averagePoolLayer(name, padded, { ...window, padding: { top: 0, left: 0, bottom: 0, right: 0 } }),
  ];
}

function globalAverage(importing: Importing, activation: Activation): Activation {
  const { layers, name } = importing;
  const input = numbersOf(importing, requireUnpadded(importing.source, activation)).layer;
  return pooled(importing, activation, layers.add(averagePoolLayer(name, input, wholeWindow(activation.shape))));
}

function globalAveragePool(importing: Importing): Value {
  const activation = importing.source.activation(0);
  requireImage(importing.source, activation);
  return globalAverage(importing, activation);
}

function globalMaxPool(importing: Importing): Value {
  const activation = requireUnpadded(importing.source, importing.source.activation(0));
  requireImage(importing.source, activation);
  return maxPooled(importing, activation, wholeWindow(activation.shape));
}

/** Over rows and columns: a mean of the whole image. */
function reduceMean(importing: Importing): Value {
  const { source } = importing;
  const activation = source.activation(0);
  const axes = reducedAxes(source, activation.view.length).toSorted((a, b) => a - b);
  requireImage(source, activation);
  if (axes.join() !== '2,3')
    source.reject('axes 2 and 3, rows and columns', `[${axes.join()}]`, 'use GlobalAveragePool');
  const mean = globalAverage(importing, activation);
  if (source.int('keepdims', 1) === 1) return mean;
  return { ...mean, view: [mean.view[0], mean.view[1]] };
}

export const POOLINGS: NodeKinds = [
  ['MaxPool', { importNode: maxPool, attributes: [...WINDOW_ATTRIBUTES, 'ceil_mode', 'storage_order'] }],
  ['AveragePool', { importNode: averagePool, attributes: [...WINDOW_ATTRIBUTES, 'ceil_mode', 'count_include_pad'] }],
  ['GlobalAveragePool', { importNode: globalAveragePool, attributes: [] }],
  ['GlobalMaxPool', { importNode: globalMaxPool, attributes: [] }],
  ['ReduceMean', { importNode: reduceMean, attributes: ['axes', 'keepdims', 'noop_with_empty_axes'] }],
];

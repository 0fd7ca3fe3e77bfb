// Poolings: of numbers, of signs, and the mean of the whole image.
import { averagePoolLayer, wholeWindow, type BitMaxPool, type Layer, type MaxPool, type Window } from '@bitplane/model';
import { PADDINGS, POOL_2D_OPTIONS, REDUCER_OPTIONS } from '../file/schema';
import type { OperatorSource } from '../operator-source';
import { numbersOf } from '../values/forms';
import { produced } from '../values/produce';
import { FLAT, IMAGE, valueOf, type Value } from '../values/value';
import { activationSteps } from './activation';
import { chain, type Step } from './chain';
import { shapeOf } from './convolution';
import { tiesAwayFromZero } from './ties';
import { ownPadding, pair } from './window';

type Pool = (name: string, input: string, window: Window) => Layer;

const NO_DILATION = [1, 1] as const;

const maxPoolLayer: Pool = (name, input, window): MaxPool => ({ kind: 'max-pool', name, inputs: [input], window });

export const importMaxPool2D = (source: OperatorSource): Value => importPool(source, maxPoolLayer);

/**
 * Padded taps count neither in the sum nor in what it is divided by, as in TensorFlow Lite, which rounds the mean of
 * stored integers.
 */
export function importAveragePool2D(source: OperatorSource): Value {
  const { filterHeight, filterWidth } = POOL_2D_OPTIONS;
  const { byteScale } = source.image(0);
  const stored = byteScale && byteScale.zeroPoint - (source.output.type === 'INT8' ? 128 : 0);
  const count = source.int32(filterHeight) * source.int32(filterWidth);
  return importPool(source, averagePoolLayer, tiesAwayFromZero(source, { count, zero: stored }));
}

function importPool(source: OperatorSource, pool: Pool, after: readonly Step[] = []): Value {
  const input = source.image(0);
  const at = POOL_2D_OPTIONS;
  const unpadded = {
    size: pair(source, 'a window', [source.int32(at.filterHeight), source.int32(at.filterWidth)]),
    stride: pair(source, 'strides', [source.int32(at.strideHeight), source.int32(at.strideWidth)]),
    dilation: NO_DILATION,
  };
  const window = { ...unpadded, padding: ownPadding(input, unpadded, source.padding(at.padding)) };
  const activation = activationSteps(source, source.activation(at.activation));
  const steps = [(name: string, from: string): Layer => pool(name, from, window), ...after, ...activation];
  const numbers = chain(source, numbersOf(source.net, input), steps);
  return produced(source, numbers, shapeOf(source, numbers));
}

/** +1 where any sign under the window is. */
export function importLceBMaxPool2d(source: OperatorSource): Value {
  const input = source.image(0);
  const bits = input.forms.bits ?? source.reject('signs from an LceQuantize or LceBconv2d', 'numbers');
  const unpadded = {
    size: pair(source, 'a window', [source.flexInteger('filter_height'), source.flexInteger('filter_width')]),
    stride: pair(source, 'strides', [source.flexInteger('stride_height'), source.flexInteger('stride_width')]),
    dilation: NO_DILATION,
  };
  const padding = source.choice('padding', PADDINGS, source.flexInteger('padding'));
  const layer: BitMaxPool = {
    kind: 'bit-max-pool',
    name: source.name,
    inputs: [bits],
    window: { ...unpadded, padding: ownPadding(input, unpadded, padding) },
    minimum: Uint8Array.from(source.net.filled(input.shape.channels, 0)),
  };
  const pooled = source.net.add(layer);
  return valueOf({ name: source.name, shape: shapeOf(source, pooled), forms: { bits: pooled } });
}

/** Over rows and columns. */
export function importMean(source: OperatorSource): Value {
  const input = source.image(0);
  const axes = Array.from(source.constant(1, 'axes').stored, (axis) => (axis < 0 ? axis + 4 : axis));
  if (axes.sort((a, b) => a - b).join() !== '1,2') {
    const next = 'use GlobalAveragePooling2D, or reduce nothing';
    source.reject('a mean over rows and columns, axes 1 and 2', `axes ${axes.join()}`.slice(0, 60), next);
  }
  const window = wholeWindow(input.shape);
  const count = input.shape.height * input.shape.width;
  const steps: Step[] = [
    (name, from) => averagePoolLayer(name, from, window),
    ...tiesAwayFromZero(source, { count, zero: input.byteScale && 0 }),
  ];
  const mean = chain(source, numbersOf(source.net, input), steps);
  return produced(source, mean, shapeOf(source, mean), source.boolean(REDUCER_OPTIONS.keepDims) ? IMAGE : FLAT);
}

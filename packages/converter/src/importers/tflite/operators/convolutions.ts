// CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED.
import { numElements, wholeWindow, type Window } from '@bitplane/model';
import { CONV_2D_OPTIONS, DEPTHWISE_CONV_2D_OPTIONS, FULLY_CONNECTED_OPTIONS } from '../file/schema';
import { sizeOf, type OperatorSource } from '../operator-source';
import { numElementsOf, type Constant } from '../values/constant';
import { NO_PADDING } from '../values/forms';
import { isImage, type Value } from '../values/value';
import { activationSteps } from './activation';
import { importConvolution } from './convolution';
import { readKernel } from './kernel';
import { ownPadding, pair } from './window';

type WindowOptions = typeof CONV_2D_OPTIONS | typeof DEPTHWISE_CONV_2D_OPTIONS;

/** Weights [filters, rows, columns, channels / groups]. */
export function importConv2D(source: OperatorSource): Value {
  const input = source.requireImage(source.padded(0));
  const weights = kernelOf(source);
  const [filters, , , groupChannels] = weights.dims;
  const { channels } = input.shape;
  if (channels % groupChannels !== 0)
    source.reject(`weights of a divisor of ${channels} channels`, groupChannels, undefined, 'E_SHAPE');
  const kernel = readKernel(source, { filters, input });
  return windowed(source, input, { kernel, groups: channels / groupChannels, options: CONV_2D_OPTIONS, weights });
}

/** Weights [1, rows, columns, channels · multiplier]: filter f reads channel ⌊f / multiplier⌋. */
export function importDepthwiseConv2D(source: OperatorSource): Value {
  const input = source.requireImage(source.padded(0));
  const weights = kernelOf(source);
  const filters = weights.dims[3];
  const { channels } = input.shape;
  if (weights.dims[0] !== 1 || filters % channels !== 0) {
    const expected = `depthwise weights [1, rows, columns, a multiple of ${channels}]`;
    source.reject(expected, `[${weights.dims.join()}]`, undefined, 'E_SHAPE');
  }
  const kernel = readKernel(source, { filters, input, filtersLast: true });
  return windowed(source, input, { kernel, groups: channels, options: DEPTHWISE_CONV_2D_OPTIONS, weights });
}

function kernelOf(source: OperatorSource): Constant {
  const weights = source.constant(1, 'weights');
  if (weights.dims.length === 4 && weights.dims.every((size) => size >= 1)) return weights;
  return source.reject('weights of four dimensions', `[${weights.dims.join()}]`, undefined, 'E_SHAPE');
}

interface Windowed {
  readonly kernel: ReturnType<typeof readKernel>;
  readonly groups: number;
  readonly options: WindowOptions;
  readonly weights: Constant;
}

function windowed(source: OperatorSource, input: Value, { kernel, groups, options, weights }: Windowed): Value {
  const at = options;
  const window: Omit<Window, 'padding'> = {
    size: [weights.dims[1], weights.dims[2]],
    stride: pair(source, 'strides', [source.int32(at.strideHeight), source.int32(at.strideWidth)]),
    dilation: pair(source, 'dilations', [source.int32(at.dilationHeight, 1), source.int32(at.dilationWidth, 1)]),
  };
  const padding = ownPadding(input, window, source.padding(at.padding));
  const activation = activationSteps(source, source.activation(at.activation));
  return importConvolution(source, input, { kernel, window, groups, padding, activation });
}

/**
 * Weights [units, inputs]: a window as large as the image; or of one pixel, where the file keeps the image's rows and
 * columns.
 */
export function importFullyConnected(source: OperatorSource): Value {
  source.choice('weights format', ['DEFAULT'], source.int8(FULLY_CONNECTED_OPTIONS.weightsFormat));
  const input = source.value(0);
  const { dims } = source.constant(1, 'weights');
  const [units, numInputs] = dims;
  const { channels } = input.shape;
  const perPixel = source.boolean(FULLY_CONNECTED_OPTIONS.keepNumDims) && isImage(input) && numInputs === channels;
  const read = perPixel ? channels : numElements(input.shape);
  if (dims.length !== 2 || numInputs !== read || numElementsOf(dims) === 0) {
    const got = `[${dims.join()}] on ${sizeOf(input.shape)}`;
    source.reject(`weights [units, ${read}]`, got, 'flatten or pool the image before it', 'E_SHAPE');
  }
  const { size, stride, dilation } = wholeWindow(perPixel ? { height: 1, width: 1, channels } : input.shape);
  const kernel = readKernel(source, { filters: units, input });
  const activation = activationSteps(source, source.activation(FULLY_CONNECTED_OPTIONS.activation));
  const window = { size, stride, dilation };
  return importConvolution(source, input, { kernel, window, groups: 1, padding: NO_PADDING, activation });
}

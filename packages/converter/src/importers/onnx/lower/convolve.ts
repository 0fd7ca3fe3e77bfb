// A convolution or dense layer of a file as the layers that compute it with the smallest numbers that are exact.
import { affineLayer, type Layer, type Padding, type Window } from '@bitplane/model';
import { binaryLayers } from '../../lowering/binary-layers';
import { int8CodesLayers } from '../../lowering/int8-layers';
import { levelPlanes } from '../../lowering/level-planes';
import type { Importing } from '../graph/importing';
import type { Activation, Steps } from '../values/activation';
import { bytesOf } from './bytes';
import { withImageSigns } from './image-signs';
import { integerKernel, kernelPlanesOf, type IntegerKernel, type Kernel } from './integer-weights';
import { numbersOf } from './numbers';
import { signsOf } from './signs-of';

export interface Convolution {
  readonly activation: Activation;
  readonly kernel: Kernel;
  /** Without the pads of the activation. */
  readonly window: Window;
  readonly groups: number;
  readonly bias: Float64Array | null;
}

/**
 * Steps of few levels by whole numbers of few bits: planes of signs. Whole multiples that fit into bytes by whole
 * numbers of 8 bits: bytes. Else numbers. Returns the name of the layer.
 */
export function convolve(importing: Importing, given: Convolution): string {
  const kernel = integerKernel(given.kernel);
  const convolution = kernel === null ? given : { ...given, activation: withImageSigns(importing, given.activation) };
  const layers =
    (kernel && binaryConvolution(importing, convolution, kernel)) ??
    (kernel && byteConvolution(importing, convolution, kernel)) ??
    floatConvolution(importing, convolution);
  return importing.layers.add(...layers);
}

const sumPadding = (a: Padding, b: Padding): Padding => ({
  top: a.top + b.top,
  left: a.left + b.left,
  bottom: a.bottom + b.bottom,
  right: a.right + b.right,
});

const isPadding = ({ top, left, bottom, right }: Padding): boolean => top + left + bottom + right > 0;

/** The window with all pads of one value, and that value; 0 where there are none. */
function padWindow(
  { source }: Importing,
  { activation: { pads }, window }: Convolution,
): { window: Window; value: number } {
  if (pads === null) return { window, value: 0 };
  if (pads.value !== 0 && isPadding(window.padding)) {
    source.reject('pads of one value', `0 around ${pads.value}`, 'pad once, in the convolution or in a Pad before it');
  }
  return { window: { ...window, padding: sumPadding(window.padding, pads.padding) }, value: pads.value };
}

/** The same for numbers, whose padding is 0. */
function zeroPaddedWindow(importing: Importing, convolution: Convolution): Window {
  const { window, value } = padWindow(importing, convolution);
  if (value === 0) return window;
  return importing.source.reject(
    'a Pad of 0 before a convolution of numbers',
    value,
    'pad with 0, or pad signs with -1 or 1',
  );
}

function binaryConvolution(importing: Importing, convolution: Convolution, kernel: IntegerKernel): Layer[] | null {
  const { activation, bias, groups } = convolution;
  if (activation.content.type !== 'steps') return null;
  const steps = signsOf(importing, activation.content);
  const kernelPlanes = kernelPlanesOf(kernel);
  if (kernelPlanes === null || (groups > 1 && kernelPlanes.length > 1)) return null;
  const { window, value } = padWindow(importing, convolution);
  const padValue = isPadding(window.padding) ? padValueOf(steps, value) : 0;
  const operand = { name: importing.name, input: steps.of.layer, channels: activation.shape.channels };
  const planes = levelPlanes(operand, steps, {
    isPadded: padValue === 0 && isPadding(window.padding),
    prefersThermometer: kernelPlanes.length === 1 || importing.layers.layerOf(steps.of.layer)?.kind === 'max-pool',
  });
  if (planes === null || planes.scales!.length * kernelPlanes.length > MAX_PAIRS) return null;
  if (padValue === 0 && value !== 0) return null;
  const factor = kernel.scale.map((scale) => scale * planes.unit);
  return binaryLayers({
    name: importing.name,
    inputPlanes: { ...planes, scales: planes.scales!.length === 1 ? null : planes.scales, padsWithSigns: true },
    kernelPlanes,
    geometry: { filters: kernel.scale.length, groups, window },
    padValue,
    factor,
    bias: withOffset(bias, kernel, planes.offset),
    reject: (expected, got) => importing.source.reject(expected, got),
  });
}

const MAX_PAIRS = 16;

/**
 * All planes are −1 for the lowest value and, where every level has a value, +1 for the highest one. 0: zeros, which
 * no plane has.
 */
function padValueOf({ values }: Steps, padded: number): 0 | 1 | -1 {
  if (padded === values[0]) return -1;
  return padded === values.at(-1) && values.length === 2 ? 1 : 0;
}

/** Every activation has the offset: so each filter's sum has it times the sum of its weights. */
function withOffset(bias: Float64Array | null, { codes, scale }: IntegerKernel, offset: number): Float64Array | null {
  if (offset === 0) return bias;
  const length = codes.length / scale.length;
  return scale.map((each, f) => {
    const sum = codes.subarray(f * length, (f + 1) * length).reduce((total, code) => total + code, 0);
    return (bias?.[f] ?? 0) + offset * each * sum;
  });
}

const MAX_INT8 = 127;

function byteConvolution(importing: Importing, convolution: Convolution, kernel: IntegerKernel): Layer[] | null {
  const { activation, bias, groups } = convolution;
  if (kernel.codes.some((code) => Math.abs(code) > MAX_INT8)) return null;
  const bytes = bytesOf(importing, activation);
  if (bytes === null) return null;
  const window = zeroPaddedWindow(importing, convolution);
  const { scale } = kernel;
  const codes = Int8Array.from(kernel.codes);
  const factor = scale.map((each) => each * bytes.unit);
  const operation = { name: importing.name, filters: scale.length, window, groups, codes, factor, bias };
  return int8CodesLayers(operation, bytes.layer, bytes.zeroPoints);
}

/** Of whole numbers the sums stay exact: their scale comes after. */
function floatConvolution(importing: Importing, convolution: Convolution): Layer[] {
  const { activation, kernel, bias, groups } = convolution;
  const { name } = importing;
  const inputs = [numbersOf(importing, activation).layer];
  const window = zeroPaddedWindow(importing, convolution);
  const whole = kernel.codes === null ? null : integerKernel(kernel);
  const shared = { kind: 'conv2d', inputs, filters: kernel.filters, window, groups, weightBits: 32 } as const;
  if (whole === null) return [{ ...shared, name, weights: kernel.weights, bias }];
  const sums = `${name}/sums`;
  return [
    { ...shared, name: sums, weights: Float32Array.from(whole.codes), bias: null },
    affineLayer(name, sums, { scale: whole.scale, offset: bias }),
  ];
}

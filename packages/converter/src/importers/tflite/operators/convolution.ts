// A convolution of whatever its image and its kernel are: signs, bytes or floats.
import { affineLayer, type Padding, type Shape, type Window } from '@bitplane/model';
import { binaryLayers } from '../../lowering/binary-layers';
import type { OperatorSource } from '../operator-source';
import { bytesOf, numbersOf, zeroPointsOf } from '../values/forms';
import { addPadding, isPadded, withoutPads } from '../values/pads';
import { produced } from '../values/produce';
import type { Value } from '../values/value';
import { chain, type Step } from './chain';
import { signPlaneOf, type Kernel } from './kernel';

export interface Convolution {
  readonly kernel: Kernel;
  readonly window: Omit<Window, 'padding'>;
  readonly groups: number;
  /** What the operator pads with zeros. */
  readonly padding: Padding;
  readonly activation: readonly Step[];
}

/** Integer sums where the image is signs and each filter's weights are ±a, or both are bytes; floats elsewhere. */
export function importConvolution(source: OperatorSource, input: Value, convolution: Convolution): Value {
  const { kernel, groups } = convolution;
  const { channels } = input.shape;
  if (channels % groups !== 0 || kernel.filters % groups !== 0) {
    const expected = `groups that divide ${channels} channels and ${kernel.filters} filters`;
    source.reject(expected, groups);
  }
  const plane = input.forms.bits === undefined ? null : signPlaneOf(kernel);
  const numbers =
    plane !== null
      ? binarySums(source, input, { ...convolution, plane })
      : input.byteScale !== null && kernel.bytes !== null
        ? byteSums(source, input, convolution)
        : floatSums(source, input, convolution);
  const activated = chain(source, numbers, convolution.activation);
  return produced(source, activated, shapeOf(source, activated));
}

export function shapeOf(source: OperatorSource, name: string): Shape {
  const { height, width, channels } = source.net.typeOf(name);
  return { height, width, channels };
}

/** Name of what is before the activation: the operator's own where there is none. */
const sumName = ({ name }: OperatorSource, { activation }: Convolution): string =>
  activation.length === 0 ? name : `${name}/sum`;

function binarySums(
  source: OperatorSource,
  input: Value,
  convolution: Convolution & { readonly plane: NonNullable<ReturnType<typeof signPlaneOf>> },
): string {
  const { kernel, window, groups, plane } = convolution;
  const { value, padding, padValue } = takePads(source, input, convolution.padding, true);
  const layers = binaryLayers({
    name: sumName(source, convolution),
    inputPlanes: { layers: [], bits: value.forms.bits!, scales: null },
    kernelPlanes: [{ ...plane, scales: plane.scales.map((scale) => scale * value.magnitude) }],
    geometry: { filters: kernel.filters, window: { ...window, padding }, groups },
    padValue,
    bias: kernel.bias,
    reject: (expected, got) => source.reject(expected.replace(/^expected /, ''), got),
  });
  return source.net.addAll(layers)!;
}

interface PaddedInput {
  readonly value: Value;
  readonly padding: Padding;
  /** What a bit outside the image is. */
  readonly padValue: 0 | 1 | -1;
}

/**
 * The padding of the operator and of a PAD before it as one, where both put the same around the image; what the layer
 * reads are its bits or not.
 */
function takePads(source: OperatorSource, value: Value, own: Padding, readsBits = false): PaddedInput {
  if (value.pads === null) return { value, padding: own, padValue: 0 };
  const { padding, value: around } = value.pads;
  const sign = readsBits ? around / value.magnitude : 0;
  const joins = around === 0 || (Math.abs(sign) === 1 && !isPadded(own));
  if (!joins) return { value: withoutPads(source, value), padding: own, padValue: 0 };
  return { value: { ...value, pads: null }, padding: addPadding(padding, own), padValue: sign as 0 | 1 | -1 };
}

/** acc = Σ (u − zero point)·q, y = scale·acc + bias. */
function byteSums(source: OperatorSource, input: Value, convolution: Convolution): string {
  const { kernel, window, groups } = convolution;
  const { value, padding } = takePads(source, input, convolution.padding);
  const { net } = source;
  const { values, scales } = kernel.bytes!;
  const name = sumName(source, convolution);
  const sums = net.add({
    kind: 'int8-conv2d',
    name: `${name}/sums`,
    inputs: [bytesOf(net, value)],
    filters: kernel.filters,
    window: { ...window, padding },
    groups,
    weights: values,
    zeroPoints: zeroPointsOf(net, value),
  });
  const scale = scales.map((each) => each * value.byteScale!.scale);
  return net.add(affineLayer(name, sums, { scale, offset: kernel.bias }));
}

function floatSums(source: OperatorSource, input: Value, convolution: Convolution): string {
  const { kernel, window, groups } = convolution;
  const { value, padding } = takePads(source, input, convolution.padding);
  if (kernel.bytes !== null) {
    source.note('TensorFlow Lite rounds what this layer of 8-bit weights reads to 8 bits; here it reads floats');
  }
  return source.net.add({
    kind: 'conv2d',
    name: sumName(source, convolution),
    inputs: [numbersOf(source.net, value)],
    filters: kernel.filters,
    window: { ...window, padding },
    groups,
    weights: Float32Array.from(kernel.values),
    bias: kernel.bias,
    weightBits: 32,
  });
}

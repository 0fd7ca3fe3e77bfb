// Larq Compute Engine's binary convolution: to numbers by a multiplier and a bias, or to signs by thresholds.
import { affineLayer, type Layer, type Padding, type Pair, type Threshold } from '@bitplane/model';
import { ACTIVATIONS, PADDINGS } from '../file/schema';
import type { OperatorSource } from '../operator-source';
import type { Constant } from '../values/constant';
import { addPadding, isPadded, withoutPads } from '../values/pads';
import { produced } from '../values/produce';
import { valueOf, type Value } from '../values/value';
import { activationSteps } from './activation';
import { chain, type Step } from './chain';
import { shapeOf } from './convolution';
import { unpackFilters, type PackedFilters } from './lce-filters';
import { ownPadding, pair } from './window';

export function importLceBconv2d(source: OperatorSource): Value {
  const input = source.requireImage(source.padded(0));
  if (input.forms.bits === undefined) source.reject('signs from an LceQuantize or LceBconv2d', 'numbers');
  const packed = unpackFilters(source, input.shape);
  const sums = source.net.add(convolution(source, input, packed));
  return source.output.type === 'INT32' ? toSigns(source, sums, packed) : toNumbers(source, sums, packed);
}

function convolution(source: OperatorSource, input: Value, { filters, size, groups, signs }: PackedFilters): Layer {
  const integers = (rows: string, columns: string): Pair => [source.flexInteger(rows), source.flexInteger(columns)];
  const window = {
    size,
    stride: pair(source, 'strides', integers('stride_height', 'stride_width')),
    dilation: pair(source, 'dilations', integers('dilation_height_factor', 'dilation_width_factor')),
  };
  const own = ownPadding(input, window, source.choice('padding', PADDINGS, source.flexInteger('padding')));
  const around = source.choice('pad_values', ['0', '1'], source.flexInteger('pad_values'));
  const { value, padding, padValue } = joinPads(source, input, { own, around: around === '1' ? 1 : 0 });
  return {
    kind: 'binary-conv2d',
    name: `${source.name}/sums`,
    inputs: [value.forms.bits!],
    filters,
    window: { ...window, padding },
    groups,
    padValue,
    weights: { type: 'signs', values: signs, mask: null },
  };
}

interface OwnPads {
  readonly own: Padding;
  readonly around: 0 | 1;
}

interface JoinedPads {
  readonly value: Value;
  readonly padding: Padding;
  readonly padValue: 0 | 1 | -1;
}

/** Signs around the image and the operator's own padding become one where they are the same. */
function joinPads(source: OperatorSource, value: Value, { own, around }: OwnPads): JoinedPads {
  if (value.pads === null) return { value, padding: own, padValue: around };
  const { padding, value: sign } = value.pads;
  if (isPadded(own) && around !== sign) return { value: withoutPads(source, value), padding: own, padValue: around };
  return { value, padding: addPadding(padding, own), padValue: sign as 1 | -1 };
}

/** y = multiplier·activation(acc) + bias: the activation comes first, on the sums. */
function toNumbers(source: OperatorSource, sums: string, { filters }: PackedFilters): Value {
  const perFilter = (index: number, what: string): Float64Array =>
    source.finite(requireLength(source, source.constant(index, what), filters));
  const scale = perFilter(2, 'multipliers');
  const offset = perFilter(3, 'biases');
  const code = source.flexInteger('fused_activation_function');
  const activation = activationSteps(source, source.choice('fused activation', ACTIVATIONS, code));
  const scaled: Step = (name, input) => affineLayer(name, input, { scale, offset });
  const numbers = chain(source, sums, [...activation, scaled]);
  return produced(source, numbers, shapeOf(source, numbers));
}

/**
 * −1 where more bits differ than the threshold: +1 iff acc ≥ K − 2·threshold, with acc = K − 2·(bits that differ) of K
 * weights. Thresholds outside of 0 … K − 1 are those of constant channels; a fused activation is already part of them.
 */
function toSigns(source: OperatorSource, sums: string, { filters, signs }: PackedFilters): Value {
  const { stored } = requireLength(source, source.constant(4, 'thresholds'), filters);
  const length = signs.length / filters;
  const threshold: Threshold = {
    kind: 'threshold',
    name: source.name,
    inputs: [sums],
    perElement: false,
    lower: Int32Array.from(stored, (most) => (most < 0 || most >= length ? -length : length - 2 * most)),
    upper: null,
    flip: Uint8Array.from(stored, (most) => (most < 0 ? 1 : 0)),
  };
  const bits = source.net.add(threshold);
  return valueOf({ name: source.name, shape: shapeOf(source, bits), forms: { bits } });
}

function requireLength(source: OperatorSource, constant: Constant, filters: number): Constant {
  if (constant.stored.length === filters) return constant;
  const expected = `'${constant.name}' to have one number for each of ${filters} filters`;
  return source.reject(expected, constant.stored.length, undefined, 'E_SHAPE');
}

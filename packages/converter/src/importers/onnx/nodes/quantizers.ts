// Quantizers of activations.
import { affineLayer } from '@bitplane/model';
import { codeElement } from '../constants/quantize';
import type { Importing } from '../graph/importing';
import type { Value } from '../graph/node-source';
import { quantizerSteps } from '../quantizers/quantizer';
import {
  alongAxis,
  QUANT_ATTRIBUTES,
  QUANTIZE_LINEAR_ATTRIBUTES,
  readBipolarQuant,
  readQuant,
  readQuantizeLinear,
  requireNoBlocks,
  type NodeQuantizer,
} from '../quantizers/read-quantizer';
import type { Activation } from '../values/activation';
import type { Constant } from '../values/constant';
import { mapActivation, stepActivation, type PointwiseMap } from '../values/map-activation';
import { channelNumbers, type ChannelNumbers } from './channel-numbers';
import type { NodeKind, NodeKinds } from './node-kind';

/** Scales of each channel are taken out before, and put back after: between, all channels have the same levels. */
function quantize(importing: Importing, { quantizer, scale, makes }: NodeQuantizer): Value {
  const { source } = importing;
  const activation = source.activation(0);
  const scales = channelNumbers(source, scale, activation);
  const { zeroPoint } = quantizer;
  if (!scales.isPerChannel) {
    const step = scales.values[0];
    const numberOf =
      makes === 'codes' ? (code: number) => code : (code: number) => Math.fround((code - zeroPoint) * step);
    return stepActivation(importing, activation, quantizerSteps(quantizer, step, numberOf));
  }
  const { layers, name } = importing;
  const inner = { ...importing, name: layers.freeName(`${name}/scaled`) };
  const scaled = mapActivation(
    inner,
    activation,
    scaledBy(scales, (x, each) => x / each),
  );
  const numberOf = makes === 'codes' ? (code: number) => code : (code: number) => code - zeroPoint;
  const stepped = stepActivation(inner, scaled, quantizerSteps(quantizer, 1, numberOf));
  return makes === 'codes'
    ? stepped
    : mapActivation(
        importing,
        stepped,
        scaledBy(scales, (x, each) => x * each),
      );
}

const scaledBy = ({ values }: ChannelNumbers, apply: (x: number, scale: number) => number): PointwiseMap => ({
  apply: (x, c) => Math.fround(apply(x, values[c])),
  isPerChannel: true,
  layers: (name, input) => [affineLayer(name, input, { scale: values.map((value) => apply(1, value)) })],
});

function quantizeLinear(importing: Importing): Value {
  const { source } = importing;
  const { view } = source.activation(0);
  return quantize(importing, readQuantizeLinear(source, view.length, codeElement(source)));
}

function dequantizeLinear(importing: Importing): Value {
  const { source } = importing;
  requireNoBlocks(source);
  const activation = source.activation(0);
  const rank = activation.view.length;
  const scales = channelNumbers(source, alongAxis(source, source.constant(1), rank), activation);
  const zero = source.optionalConstant(2);
  const zeroPoints = zero === null ? null : channelNumbers(source, alongAxis(source, zero, rank), activation);
  const offsetOf = (c: number): number => zeroPoints?.values[c] ?? 0;
  return mapActivation(importing, activation, {
    apply: (x, c) => Math.fround((x - offsetOf(c)) * scales.values[c]),
    isPerChannel: scales.isPerChannel || zeroPoints?.isPerChannel === true,
    layers: (name, input) => [
      affineLayer(name, input, { scale: scales.values, offset: scales.values.map((scale, c) => -scale * offsetOf(c)) }),
    ],
  });
}

/** out_scale·(number of the channel's thresholds that are ≤ x) + out_bias */
function multiThreshold(importing: Importing): Value {
  const { source } = importing;
  const activation = source.activation(0);
  const thresholds = source.constant(1);
  const [rows, count] = thresholds.dims;
  if (thresholds.dims.length !== 2 || count < 1)
    source.reject('thresholds [channels, levels]', `[${thresholds.dims.join()}]`);
  const sorted = Array.from({ length: rows }, (_, r) =>
    Float64Array.from(thresholds.data.slice(r * count, (r + 1) * count)).sort(),
  );
  const [scale, bias] = [source.float('out_scale', 1), source.float('out_bias', 0)];
  return stepActivation(importing, activation, {
    bounds: rows === 1 ? sorted : channelRows(importing, activation, sorted),
    values: Float64Array.from({ length: count + 1 }, (_, level) => Math.fround(scale * level + bias)),
    grid: null,
  });
}

/** The rows in the order of the layer's channels. */
function channelRows(importing: Importing, activation: Activation, rows: readonly Float64Array[]): Float64Array[] {
  const { source } = importing;
  const rank = activation.view.length;
  const layout = source.string('data_layout', '');
  // Without a layout qonnx guesses by the number of dimensions.
  const isLast = layout === '' ? rank === 3 : layout.endsWith('C') && layout.length > 2;
  const axis = isLast ? rank - 1 : 1;
  const indices: Constant = {
    ...{ type: 'constant', element: 'int64', codes: null, data: Float64Array.from(rows, (_, row) => row) },
    dims: Array.from({ length: rank }, (_, k) => (k === axis ? rows.length : 1)),
  };
  return Array.from(channelNumbers(source, indices, activation).values, (row) => rows[row]);
}

const quantizerNode = (attributes: readonly string[], importNode: NodeKind['importNode']): NodeKind => ({
  importNode,
  attributes,
});

const quant = quantizerNode(QUANT_ATTRIBUTES, (importing) => quantize(importing, readQuant(importing.source)));

export const QUANTIZER_NODES: NodeKinds = [
  ['BipolarQuant', quantizerNode([], (importing) => quantize(importing, readBipolarQuant(importing.source)))],
  ['Quant', quant],
  ['IntQuant', quant],
  ['QuantizeLinear', quantizerNode(QUANTIZE_LINEAR_ATTRIBUTES, quantizeLinear)],
  ['DequantizeLinear', quantizerNode(['axis', 'block_size', 'output_dtype'], dequantizeLinear)],
  ['MultiThreshold', quantizerNode(['out_dtype', 'out_scale', 'out_bias', 'data_layout'], multiThreshold)],
];

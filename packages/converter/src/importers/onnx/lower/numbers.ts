// An activation as numbers that a layer makes.
import { affineLayer, INPUT, type Layer } from '@bitplane/model';
import { byteTableLayer } from '../../lowering/byte-table-layer';
import { levelPlanes } from '../../lowering/level-planes';
import type { Importing } from '../graph/importing';
import type { Activation, Bytes, Real, Steps } from '../values/activation';
import { quantizeLayers } from './bytes';
import { signsOf } from './signs-of';

/** Adds the layers that make them, once. Throws E_LAYER for a quantizer of more levels than can be told apart. */
export function numbersOf(importing: Importing, { content, shape }: Activation): Real {
  if (content.type === 'real') return content;
  const made = importing.numbers.get(content);
  if (made !== undefined) return { type: 'real', layer: made };
  const layers =
    content.type === 'bytes' ? tableLayer(importing, content) : stepLayers(importing, content, shape.channels);
  const layer = importing.layers.add(...layers);
  importing.numbers.set(content, layer);
  return { type: 'real', layer };
}

function tableLayer(importing: Importing, { tables }: Bytes): Layer[] {
  const name = importing.layers.freeName('image');
  return [byteTableLayer(name, INPUT, tables)];
}

function stepLayers(importing: Importing, exact: Steps, channels: number): Layer[] {
  const name = importing.layers.freeName(`${exact.of.layer}/steps`);
  const steps = signsOf(importing, exact);
  if (steps.values.length === 1) return [constantLayer(name, steps, channels)];
  const operand = { name, input: steps.of.layer, channels };
  const planes = levelPlanes(operand, steps, { isPadded: false, prefersThermometer: false });
  if (planes === null) return byteLayers(importing, name, steps);
  const numPlanes = planes.scales!.length;
  const sums = `${name}/sums`;
  const total = numPlanes === 1 ? sums : `${name}/planes`;
  const unpacked: Layer = {
    // Each bit by itself: a window of one pixel with one weight, +1.
    ...{ kind: 'binary-conv2d', name: sums, inputs: [planes.bits], padValue: 0 },
    ...{ filters: numPlanes * channels, groups: numPlanes * channels, window: PIXEL },
    weights: { type: 'signs', values: new Uint8Array(numPlanes * channels), mask: null },
  };
  const summed: Layer = {
    ...{ kind: 'plane-sum', name: total, inputs: [sums], element: 'float64', planes: numPlanes },
    scales: Float64Array.from({ length: numPlanes * channels }, (_, k) => planes.scales![Math.floor(k / channels)]),
  };
  const scale = new Float64Array(channels).fill(planes.unit);
  const offset = planes.offset === 0 ? null : new Float64Array(channels).fill(planes.offset);
  return [
    ...planes.layers,
    unpacked,
    ...(numPlanes === 1 ? [] : [summed]),
    affineLayer(name, total, { scale, offset }),
  ];
}

const PIXEL = {
  size: [1, 1],
  stride: [1, 1],
  dilation: [1, 1],
  padding: { top: 0, left: 0, bottom: 0, right: 0 },
} as const;

function constantLayer(name: string, { of, values }: Steps, channels: number): Layer {
  const offset = new Float64Array(channels).fill(values[0]);
  return affineLayer(name, of.layer, { scale: new Float64Array(channels), offset });
}

/** Quantised to bytes, and these looked up. */
function byteLayers(importing: Importing, name: string, steps: Steps): Layer[] {
  const channels = importing.layers.typeOf(steps.of.layer).channels;
  const quantised = quantizeLayers(`${name}/byte`, steps, channels);
  if (quantised === null) {
    return importing.source.reject(
      'numbers of a quantizer of up to 8 bits with levels at equal distances',
      `${steps.values.length} levels`,
      'quantise the activations to equal steps, rounding half to even',
    );
  }
  const { grid, layers } = quantised;
  const table = Float32Array.from({ length: 256 }, (_, u) => {
    const code = Math.max(grid.lowest, Math.min(grid.highest, u - quantised.shift));
    return steps.values[code - grid.lowest];
  });
  return [...layers, byteTableLayer(name, layers.at(-1)!.name, [table])];
}

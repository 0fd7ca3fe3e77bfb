// What a node that maps each number by itself makes of an activation, whatever is known of it.
import type { Layer, Shape } from '@bitplane/model';
import type { Importing } from '../graph/importing';
import { numbersOf } from '../lower/numbers';
import type { Activation, Bytes, Content, Pads, Real, Steps } from './activation';
import { makeSteps, stepValue, type StepFunction } from './steps';

/** A function of a number and its channel. */
export interface PointwiseMap {
  /** As ONNX computes it, in float32. */
  readonly apply: (x: number, channel: number) => number;
  readonly isPerChannel: boolean;
  /** What it becomes on numbers that a layer makes; the last layer has the name. */
  readonly layers: (name: string, input: string, shape: Shape) => readonly Layer[];
  /** Where it only keeps numbers between two bounds: these. */
  readonly clip?: { readonly lower: number; readonly upper: number };
  /** Of two numbers the larger one never becomes the smaller. */
  readonly isRising?: boolean;
}

/** Throws E_LAYER for pads whose value would differ from channel to channel. */
export function mapActivation(importing: Importing, activation: Activation, map: PointwiseMap): Activation {
  return {
    ...activation,
    content: mapContent(importing, activation, map),
    pads: mapPads(importing, activation, map.apply),
  };
}

function mapContent(importing: Importing, activation: Activation, map: PointwiseMap): Content {
  const { content, shape } = activation;
  if (content.type === 'bytes') return mapTables(activation, map.apply);
  if (content.type === 'steps' && !map.isPerChannel) {
    const values = content.values.map((value) => Math.fround(map.apply(value, 0)));
    const mapped = makeSteps(content.of, { ...content, values });
    if (canBeComputed(mapped)) return mapped;
  }
  const of = numbersOf(importing, activation);
  const layer = importing.layers.add(...map.layers(importing.name, of.layer, shape));
  const clip = map.clip === undefined ? movedClip(importing, { of, map, shape }) : { of, ...map.clip };
  return { type: 'real', layer, ...(clip === undefined ? {} : { clip }) };
}

interface Mapped {
  readonly of: Real;
  readonly map: PointwiseMap;
  readonly shape: Shape;
}

/** What rises leaves numbers between two bounds: f(clip(x)) is f(x), kept between what f makes of the bounds. */
function movedClip({ layers, name }: Importing, { of: { clip }, map, shape }: Mapped): Real['clip'] {
  if (clip === undefined || map.isPerChannel || map.isRising !== true) return undefined;
  const [lower, upper] = [map.apply(clip.lower, 0), map.apply(clip.upper, 0)];
  if (!(lower <= upper)) return undefined;
  const layer = layers.add(...map.layers(layers.freeName(`${name}/unclipped`), clip.of.layer, shape));
  return { of: { ...clip.of, layer, clip: undefined }, lower, upper };
}

/** More levels than planes tell apart are bytes of a quantizer, or are made of its numbers. */
const canBeComputed = ({ grid, values }: Steps): boolean => grid !== null || values.length <= MAX_UNEVEN_LEVELS;
const MAX_UNEVEN_LEVELS = 16;

/** A step function of the activation's numbers. */
export function stepActivation(importing: Importing, activation: Activation, steps: StepFunction): Activation {
  const { content } = activation;
  const apply = (x: number, channel: number): number => stepValue(steps, x, channel);
  const pads = mapPads(importing, activation, apply);
  if (content.type === 'bytes') return { ...activation, pads, content: mapTables(activation, apply) };
  if (content.type === 'steps' && steps.bounds.length === 1) {
    const values = content.values.map((value) => apply(value, 0));
    const both = makeSteps(content.of, { ...content, values });
    if (canBeComputed(both)) return { ...activation, pads, content: both };
  }
  return { ...activation, pads, content: makeSteps(numbersOf(importing, activation), steps) };
}

function mapTables({ content, shape }: Activation, apply: PointwiseMap['apply']): Bytes {
  const { tables } = content as Bytes;
  const channels = Array.from({ length: shape.channels }, (_, c) => c);
  return { type: 'bytes', tables: channels.map((c) => tables[c].map((value) => apply(value, c))) };
}

function mapPads({ source }: Importing, { pads, shape }: Activation, apply: PointwiseMap['apply']): Pads | null {
  if (pads === null) return null;
  const values = new Set(Array.from({ length: shape.channels }, (_, c) => Math.fround(apply(pads.value, c))));
  if (values.size > 1)
    source.reject(
      'a convolution or pooling right after Pad',
      'a node that makes other numbers of each channel',
      'pad after it',
    );
  return { ...pads, value: [...values][0] };
}

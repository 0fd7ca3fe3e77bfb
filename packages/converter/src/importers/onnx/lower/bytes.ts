// An activation as bytes: u − zeroPoint are the whole numbers that it is a multiple of.
import { affineLayer, INPUT, type Layer } from '@bitplane/model';
import type { Importing } from '../graph/importing';
import type { Activation, Bytes, Grid, Steps } from '../values/activation';

export interface ByteCodes {
  /** The layer that makes the bytes, or the image. */
  readonly layer: string;
  /** [channels] */
  readonly zeroPoints: Uint8Array;
  /** What one step is worth. */
  readonly unit: number;
}

/** Null where the numbers are no whole multiples of one number that fit into bytes. */
export function bytesOf(importing: Importing, { content, shape }: Activation): ByteCodes | null {
  if (content.type === 'real') return null;
  if (content.type === 'bytes') return imageCodes(importing, content);
  const { layers } = importing;
  const name = layers.freeName(`${content.of.layer}/byte`);
  const quantised = quantizeLayers(name, content, shape.channels);
  if (quantised === null) return null;
  const { grid, shift } = quantised;
  if (grid.origin + shift < 0 || grid.origin + shift > 255) return null;
  return {
    layer: layers.add(...quantised.layers),
    zeroPoints: new Uint8Array(shape.channels).fill(grid.origin + shift),
    unit: grid.unit,
  };
}

export interface Quantised {
  readonly grid: Grid;
  /** byte = code + shift */
  readonly shift: number;
  readonly layers: readonly Layer[];
}

/** Of steps that still are what a quantizer made them. */
export function quantizeLayers(name: string, { of, grid }: Steps, channels: number): Quantised | null {
  if (grid === null || grid.highest - grid.lowest > 255) return null;
  const shift = grid.lowest < 0 ? 128 : 0;
  const zeroPoint = grid.zeroPoint + shift;
  if (zeroPoint < 0 || zeroPoint > 255 || grid.lowest + shift < 0 || grid.highest + shift > 255) return null;
  if (!grid.isShiftedFirst) return { grid, shift, layers: roundedLayers(name, of.layer, { grid, shift, channels }) };
  const shifted = `${name}/shifted`;
  const [scale, offset] = [1 / grid.scale, grid.zeroPoint].map((value) => new Float64Array(channels).fill(value));
  const codes = { grid: { ...grid, scale: 1, zeroPoint: 0 }, shift, channels };
  const layers = [affineLayer(shifted, of.layer, { scale, offset }), ...roundedLayers(name, shifted, codes)];
  return { grid, shift, layers };
}

interface Rounding {
  readonly grid: Grid;
  readonly shift: number;
  readonly channels: number;
}

/** byte = clamp(roundHalfEven(x / scale) + zeroPoint, lowest, highest) + shift */
function roundedLayers(name: string, input: string, { grid, shift, channels }: Rounding): Layer[] {
  const isWholeByte = grid.lowest + shift === 0 && grid.highest + shift === 255;
  const clipped = `${name}/clip`;
  const clip: Layer = {
    ...{ kind: 'clip', name: clipped, inputs: [input], element: 'float64' },
    minimum: (grid.lowest - grid.zeroPoint) * grid.scale,
    maximum: (grid.highest - grid.zeroPoint) * grid.scale,
  };
  const quantize: Layer = {
    ...{ kind: 'quantize', name, inputs: [isWholeByte ? input : clipped], element: 'float64' },
    scale: new Float64Array(channels).fill(grid.scale),
    zeroPoints: new Uint8Array(channels).fill(grid.zeroPoint + shift),
  };
  return isWholeByte ? [quantize] : [clip, quantize];
}

function imageCodes({ layers }: Importing, content: Bytes): ByteCodes | null {
  const unit = stepOf(content.tables[0]);
  const codes = content.tables.map((table) => codesOf(table, unit));
  if (codes.some((each) => each === null)) return null;
  const lists = codes as readonly Int32Array[];
  const zeroPoints = Uint8Array.from(lists, (list) => -Math.min(0, ...list));
  if (lists.some((list, c) => zeroPoints[c] !== -Math.min(0, ...list) || Math.max(...list) + zeroPoints[c] > 255))
    return null;
  const bytes = lists.map((list, c) => Uint8Array.from(list, (code) => code + zeroPoints[c]));
  if (bytes.every((list) => list.every((byte, u) => byte === u))) return { layer: INPUT, zeroPoints, unit };
  const isSame = bytes.every((list) => list.every((byte, u) => byte === bytes[0][u]));
  const table: Layer = {
    ...{
      kind: 'byte-table',
      name: layers.freeName('image/codes'),
      inputs: [INPUT],
      element: 'uint8',
      perChannel: !isSame,
    },
    table: Uint8Array.from((isSame ? bytes.slice(0, 1) : bytes).flatMap((list) => Array.from(list))),
  };
  return { layer: layers.add(table), zeroPoints, unit };
}

/**
 * What the numbers of a table are multiples of, if they lie at equal distances: the smallest distance, freed of its
 * rounding.
 */
function stepOf(table: Float32Array): number {
  const sorted = table.toSorted();
  const range = sorted[255] - sorted[0];
  let smallest = range;
  for (let k = 1; k < 256; k++) if (sorted[k] > sorted[k - 1]) smallest = Math.min(smallest, sorted[k] - sorted[k - 1]);
  return range / Math.round(range / smallest);
}

/** Of the largest number: what some roundings in float32 may have moved a number. */
const ROUNDINGS = 2 ** -21;

/** Null where a number is no whole multiple of the unit. */
function codesOf(table: Float32Array, unit: number): Int32Array | null {
  if (!(unit > 0)) return null;
  const slack = ROUNDINGS * table.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const codes = Int32Array.from(table, (value) => Math.round(value / unit));
  return codes.every((code, u) => Math.abs(code * unit - table[u]) <= slack) ? codes : null;
}

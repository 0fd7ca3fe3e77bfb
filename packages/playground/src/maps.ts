// What a step gave out: a picture of its channels, how many signs are +1, and how many changed.
import { unpackBits, type Tensor } from '@bitplane/wasm';
import { drawTiles, grey, MINUS, PLUS, rangeOf, type Picture } from './pictures';

const MAX_CHANNELS = 512;
const MAX_PIXELS = 2_000_000;

export interface Map {
  readonly picture: Picture;
  /** Channels in the picture, the first ones. */
  readonly shown: number;
  /** What its colours mean. */
  readonly legend: string;
}

export function drawMap(tensor: Tensor): Map {
  const { height, width, channels } = tensor;
  const shown = Math.max(1, Math.min(channels, MAX_CHANNELS, Math.floor(MAX_PIXELS / (height * width))));
  const tiles = { count: shown, height, width };
  const indexOf = (tile: number, row: number, column: number) => (row * width + column) * channels + tile;
  if (tensor.element === 'bits') {
    const bits = unpackBits(tensor);
    const colour = (...place: [number, number, number]) => (bits[indexOf(...place)] === 0 ? PLUS : MINUS);
    return { picture: drawTiles({ ...tiles, colour }), shown, legend: 'light is +1, dark is −1' };
  }
  const range = rangeOf(tensor.data);
  const colour = (...place: [number, number, number]) => grey(tensor.data[indexOf(...place)], range);
  const legend = `black is ${short(range.min)}, white is ${short(range.max)}`;
  return { picture: drawTiles({ ...tiles, colour }), shown, legend };
}

/** Of a tensor's signs, 0 to 1; null where it has none. */
export function shareOfPlus(tensor: Tensor): number | null {
  if (tensor.element !== 'bits') return null;
  const numBits = tensor.height * tensor.width * tensor.channels;
  // Padding is 0.
  return 1 - countBits(tensor.data) / numBits;
}

/** How many signs differ, 0 to 1; null where there are none. */
export function shareOfFlips(tensor: Tensor, before: Tensor): number | null {
  if (tensor.element !== 'bits') return null;
  const changed = Uint8Array.from(tensor.data, (byte, k) => byte ^ before.data[k]);
  return countBits(changed) / (tensor.height * tensor.width * tensor.channels);
}

function countBits(bytes: ArrayLike<number>): number {
  let count = 0;
  for (let k = 0; k < bytes.length; k++) for (let byte = bytes[k]; byte !== 0; byte &= byte - 1) count++;
  return count;
}

/** Three digits that count. */
export const short = (value: number): string =>
  String(Number.isInteger(value) ? value : Number(value.toPrecision(3))).replace('-', '−');

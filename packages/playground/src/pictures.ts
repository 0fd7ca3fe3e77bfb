// Numbers as pictures: tiles in rows, in colours that are seen on light and dark pages.

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha; transparent between the tiles. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

export type Colour = readonly [red: number, green: number, blue: number];

export const PLUS: Colour = [199, 210, 254];
export const MINUS: Colour = [49, 46, 129];
export const ABSENT: Colour = [120, 128, 140];

export interface Tiles {
  readonly count: number;
  /** Tiles in a row; default: as many as make the picture about as wide as high. */
  readonly perRow?: number;
  readonly height: number;
  readonly width: number;
  readonly colour: (tile: number, row: number, column: number) => Colour;
}

export function drawTiles({ count, height, width, colour, perRow = squareRow(count, height, width) }: Tiles): Picture {
  // A gap would be half of the picture where tiles are one pixel.
  const gap = height * width === 1 ? 0 : 1;
  const size = {
    width: perRow * (width + gap) - gap,
    height: Math.ceil(count / perRow) * (height + gap) - gap,
  };
  const rgba = new Uint8ClampedArray(4 * size.width * size.height);
  for (let tile = 0; tile < count; tile++) {
    const top = Math.floor(tile / perRow) * (height + gap);
    const left = (tile % perRow) * (width + gap);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        rgba.set([...colour(tile, row, column), 255], 4 * ((top + row) * size.width + left + column));
      }
    }
  }
  return { ...size, rgba };
}

const squareRow = (count: number, height: number, width: number): number =>
  Math.min(count, Math.max(1, Math.ceil(Math.sqrt((count * height) / width))));

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Of the numbers that are finite and no limit that is never reached, as ±2^31 is. */
export function rangeOf(values: ArrayLike<number>): Range {
  let [min, max] = [Infinity, -Infinity];
  for (let k = 0; k < values.length; k++) {
    const value = values[k];
    if (!Number.isFinite(value) || value <= -(2 ** 31) || value >= 2 ** 31 - 1) continue;
    [min, max] = [Math.min(min, value), Math.max(max, value)];
  }
  return min <= max ? { min, max } : { min: 0, max: 0 };
}

/** From black for the lowest number to white for the highest. */
export function grey(value: number, { min, max }: Range): Colour {
  const level = max === min ? 128 : (255 * (Math.min(max, Math.max(min, value)) - min)) / (max - min);
  return [level, level, level];
}

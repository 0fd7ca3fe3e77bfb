// Images for golden vectors where the user gave none.
import { randomImages, seededRandom, zeros, type Model, type Random, type Shape, type TensorOf } from '@bitplane/model';

/** Corners of the coarse grid along each side. */
const GRID = 5;
const NOISE = 20;

/**
 * Seeded images of the model's shape: smooth areas with noise, so that activations vary from pixel to pixel as a
 * photograph's do, and every fourth of 0 and 255 only, where sums are largest. Equal seeds give equal images on every
 * machine.
 */
export function goldenImages(model: Pick<Model, 'input'>, count: number, seed: number): TensorOf<'uint8'>[] {
  const random = seededRandom(seed);
  // The second of two: that one holds only 0 and 255.
  const extreme = (index: number) => randomImages(model, 2, seed + index)[1];
  return Array.from({ length: count }, (_, index) =>
    index % 4 === 3 ? extreme(index) : smoothImage(model.input, random),
  );
}

/** Bilinear between random corners, plus noise. */
function smoothImage(shape: Shape, random: Random): TensorOf<'uint8'> {
  const image = zeros('uint8', shape);
  const { height, width, channels } = shape;
  const corners = Array.from({ length: GRID * GRID * channels }, () => 255 * random.uniform());
  const corner = (row: number, column: number, c: number): number => corners[(row * GRID + column) * channels + c];
  for (let k = 0; k < image.data.length; k++) {
    const [i, j, c] = [Math.floor(k / (width * channels)), Math.floor(k / channels) % width, k % channels];
    const [row, down] = place(i, height);
    const [column, right] = place(j, width);
    const above = mix(corner(row, column, c), corner(row, column + 1, c), right);
    const below = mix(corner(row + 1, column, c), corner(row + 1, column + 1, c), right);
    image.data[k] = Math.max(0, Math.min(255, Math.round(mix(above, below, down) + NOISE * random.bell())));
  }
  return image;
}

/** The cell of the grid that a pixel lies in, and how far into it, [0, 1). */
function place(pixel: number, extent: number): [number, number] {
  const position = (pixel * (GRID - 1)) / extent;
  return [Math.floor(position), position - Math.floor(position)];
}

const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

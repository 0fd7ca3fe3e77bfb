// KeyedRandom changes of training images, in bytes.
import type { ImageShape } from '@bitplane/data';
import { randomInteger, type KeyedRandom } from '@bitplane/model';

export interface AugmentationSettings {
  /** Side of the random square crop that is scaled back to the whole image, in parts of the image's; 1 means none. */
  readonly cropSideRatio: number;
  /** Max pixels by which the crop may reach beyond each side, where the image's edge is repeated; 0 means none. */
  readonly margin: number;
  /** Mirror every second image left to right. */
  readonly flip: boolean;
  /**
   * Side in pixels of a square of mid-grey, put anywhere, in part outside the image too; 0 means none.
   * DeVries and Taylor, "Cutout", arXiv:1708.04552.
   */
  readonly cutout: number;
  /** α of mixup (mixup.ts); 0 means none. */
  readonly mixup: number;
}

/** Of every byte under a cutout: the middle of 0 … 255. */
const MID_GREY = 128;

/** What is done to one image. */
export interface AugmentationPlan {
  /** Where the crop starts; may be outside the image. */
  readonly top: number;
  readonly left: number;
  readonly cropHeight: number;
  readonly cropWidth: number;
  readonly mirrored: boolean;
  /** Rows top … bottom − 1 and columns left … right − 1 of the result; null: no cutout. */
  readonly cutout: Box | null;
}

interface Box {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export function planAugmentation(
  settings: AugmentationSettings,
  shape: ImageShape,
  random: KeyedRandom,
): AugmentationPlan {
  const { cropSideRatio, margin, flip, cutout } = settings;
  const cropHeight = Math.round(shape.height * cropSideRatio);
  const cropWidth = Math.round(shape.width * cropSideRatio);
  return {
    cropHeight,
    cropWidth,
    top: randomInteger(random, shape.height - cropHeight + 2 * margin + 1) - margin,
    left: randomInteger(random, shape.width - cropWidth + 2 * margin + 1) - margin,
    mirrored: flip && random() < 0.5,
    cutout: cutout === 0 ? null : planCutout(cutout, shape, random),
  };
}

/** Its centre is a pixel of the image. */
function planCutout(side: number, { height, width }: ImageShape, random: KeyedRandom): Box {
  const top = randomInteger(random, height) - Math.floor(side / 2);
  const left = randomInteger(random, width) - Math.floor(side / 2);
  return {
    top: Math.max(top, 0),
    left: Math.max(left, 0),
    bottom: Math.min(top + side, height),
    right: Math.min(left + side, width),
  };
}

/** Writes a changed copy of an image: source [height, width, channels] bytes; target: as many numbers 0 … 255. */
export type Augmenter = (source: Uint8Array, target: Float32Array, plan: AugmentationPlan) => void;

/**
 * An augmenter of images of one shape: random crop, scaled back bilinearly (pixel centres, edges repeated) and rounded,
 * then perhaps mirrored, then cut out. Its tables are allocated once and filled anew for each image: allocating them
 * took longer than copying the image.
 */
export function makeAugmenter(shape: ImageShape): Augmenter {
  const { height, width, channels } = shape;
  const rowSize = width * channels;
  const rows = newAxis(height);
  const columns = newAxis(rowSize);
  const wide = new Float64Array(height * rowSize);
  return (source, target, { top, left, cropHeight, cropWidth, mirrored, cutout }) => {
    fillAxis(rows, { size: height, stride: rowSize, width: 1 }, { cropSize: cropHeight, start: top, mirrored: false });
    fillAxis(
      columns,
      { size: width, stride: channels, width: channels },
      { cropSize: cropWidth, start: left, mirrored },
    );
    if (cropHeight === height && cropWidth === width) copy(source, target, { rows, columns });
    else interpolate(source, target, { rows, columns, wide });
    if (cutout !== null) cutOut(target, shape, cutout);
  };
}

/** For each output position the two places in the source that it is mixed from, and the second one's weight. */
interface Axis {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weight: Float64Array;
}

/**
 * Of one column a pixel's channels, of one row the whole row: `width` neighbours for each of `size` positions `stride`
 * elements apart.
 */
interface Positions {
  readonly size: number;
  readonly stride: number;
  readonly width: number;
}

interface Crop {
  readonly cropSize: number;
  readonly start: number;
  readonly mirrored: boolean;
}

const newAxis = (length: number): Axis => ({
  first: new Int32Array(length),
  second: new Int32Array(length),
  weight: new Float64Array(length),
});

function fillAxis(axis: Axis, { size, stride, width }: Positions, { cropSize, start, mirrored }: Crop): void {
  for (let i = 0; i < size; i++) {
    const position = Math.min(Math.max(((i + 0.5) * cropSize) / size - 0.5, 0), cropSize - 1);
    const first = Math.floor(position);
    const second = Math.min(first + 1, cropSize - 1);
    const out = (mirrored ? size - 1 - i : i) * width;
    for (let c = 0; c < width; c++) {
      axis.first[out + c] = Math.min(Math.max(start + first, 0), size - 1) * stride + c;
      axis.second[out + c] = Math.min(Math.max(start + second, 0), size - 1) * stride + c;
      axis.weight[out + c] = position - first;
    }
  }
}

interface Axes {
  /** Where rows start. */
  readonly rows: Axis;
  /** Elements of a row. */
  readonly columns: Axis;
}

// The loops below run over every byte of an epoch: one index, no objects, no loop over three channels inside.

function copy(source: Uint8Array, target: Float32Array, { rows, columns }: Axes): void {
  const places = columns.first;
  const rowSize = places.length;
  for (let i = 0; i < rows.first.length; i++) {
    const [from, to] = [rows.first[i], i * rowSize];
    for (let k = 0; k < rowSize; k++) target[to + k] = source[from + places[k]];
  }
}

/** Along the columns first, each source row once: half the work of mixing four pixels for every output. */
function interpolate(
  source: Uint8Array,
  target: Float32Array,
  { rows, columns: { first, second, weight }, wide }: Axes & { wide: Float64Array },
): void {
  const rowSize = first.length;
  const height = rows.first.length;
  for (let row = rows.first[0]; row <= rows.second[height - 1]; row += rowSize) {
    for (let k = 0; k < rowSize; k++) {
      const pixel = source[row + first[k]];
      wide[row + k] = pixel + (source[row + second[k]] - pixel) * weight[k];
    }
  }
  for (let i = 0; i < height; i++) {
    const [upper, lower, to] = [rows.first[i], rows.second[i], i * rowSize];
    const rowWeight = rows.weight[i];
    for (let k = 0; k < rowSize; k++) {
      const above = wide[upper + k];
      target[to + k] = Math.floor(above + (wide[lower + k] - above) * rowWeight + 0.5);
    }
  }
}

function cutOut(target: Float32Array, { width, channels }: ImageShape, { top, left, bottom, right }: Box): void {
  for (let i = top; i < bottom; i++)
    target.fill(MID_GREY, (i * width + left) * channels, (i * width + right) * channels);
}

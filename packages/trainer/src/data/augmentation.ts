// Random changes of training images, in bytes.
import { randomInteger, type Random } from '../random';
import type { ImageShape } from './images';

export interface AugmentationSettings {
  /** Side of the random square crop that is scaled back to the whole image, in parts of the image's; 1 means none. */
  readonly cropSideRatio: number;
  /** The crop may reach so many pixels beyond each side, where the image's edge is repeated; 0 means none. */
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
  /** Where the crop begins; may lie outside the image. */
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

export function planAugmentation(settings: AugmentationSettings, shape: ImageShape, random: Random): AugmentationPlan {
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
function planCutout(side: number, { height, width }: ImageShape, random: Random): Box {
  const top = randomInteger(random, height) - Math.floor(side / 2);
  const left = randomInteger(random, width) - Math.floor(side / 2);
  return {
    top: Math.max(top, 0),
    left: Math.max(left, 0),
    bottom: Math.min(top + side, height),
    right: Math.min(left + side, width),
  };
}

/**
 * Writes a changed copy of an image: random crop, scaled back bilinearly (pixel centres, edges repeated) and rounded, then perhaps mirrored,
 * then cut out. source: [height, width, channels] bytes; target: as many numbers 0 … 255.
 */
export function augment(source: Uint8Array, target: Float32Array, shape: ImageShape, plan: AugmentationPlan): void {
  const rows = sampleAxis(shape.height, { cropSize: plan.cropHeight, start: plan.top, mirrored: false });
  const columns = sampleAxis(shape.width, { cropSize: plan.cropWidth, start: plan.left, mirrored: plan.mirrored });
  const isScaled = plan.cropHeight !== shape.height || plan.cropWidth !== shape.width;
  if (isScaled) interpolate(source, target, { shape, rows, columns });
  else copy(source, target, { shape, rows, columns });
  if (plan.cutout !== null) cutOut(target, shape, plan.cutout);
}

/** For each output position the two source positions that it is mixed from, and the second one's weight. */
interface Axis {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weight: Float64Array;
}

interface Sampling {
  readonly shape: ImageShape;
  readonly rows: Axis;
  readonly columns: Axis;
}

function sampleAxis(
  size: number,
  { cropSize, start, mirrored }: { cropSize: number; start: number; mirrored: boolean },
): Axis {
  const axis = { first: new Int32Array(size), second: new Int32Array(size), weight: new Float64Array(size) };
  for (let i = 0; i < size; i++) {
    const position = Math.min(Math.max(((i + 0.5) * cropSize) / size - 0.5, 0), cropSize - 1);
    const first = Math.floor(position);
    const second = Math.min(first + 1, cropSize - 1);
    const out = mirrored ? size - 1 - i : i;
    axis.first[out] = Math.min(Math.max(start + first, 0), size - 1);
    axis.second[out] = Math.min(Math.max(start + second, 0), size - 1);
    axis.weight[out] = position - first;
  }
  return axis;
}

// The loops below run over every byte of an epoch: plain indices, no objects.

function copy(source: Uint8Array, target: Float32Array, { shape, rows, columns }: Sampling): void {
  const { height, width, channels } = shape;
  let out = 0;
  for (let i = 0; i < height; i++) {
    const row = rows.first[i] * width;
    for (let j = 0; j < width; j++) {
      const pixel = (row + columns.first[j]) * channels;
      for (let c = 0; c < channels; c++) target[out++] = source[pixel + c];
    }
  }
}

/** Along the columns first, each source row once: half the work of mixing four pixels for every output. */
function interpolate(source: Uint8Array, target: Float32Array, { shape, rows, columns }: Sampling): void {
  const { height, width, channels } = shape;
  const rowSize = width * channels;
  const wide = new Float64Array(height * rowSize);
  const [firstRow, lastRow] = [Math.min(...rows.first), Math.max(...rows.second)];
  for (let row = firstRow * rowSize; row <= lastRow * rowSize; row += rowSize) {
    let out = row;
    for (let j = 0; j < width; j++) {
      const left = row + columns.first[j] * channels;
      const right = row + columns.second[j] * channels;
      const weight = columns.weight[j];
      for (let c = 0; c < channels; c++) {
        const pixel = source[left + c];
        wide[out++] = pixel + (source[right + c] - pixel) * weight;
      }
    }
  }
  let out = 0;
  for (let i = 0; i < height; i++) {
    const upper = rows.first[i] * rowSize;
    const lower = rows.second[i] * rowSize;
    const weight = rows.weight[i];
    for (let k = 0; k < rowSize; k++) {
      const above = wide[upper + k];
      target[out++] = Math.floor(above + (wide[lower + k] - above) * weight + 0.5);
    }
  }
}

function cutOut(target: Float32Array, { width, channels }: ImageShape, { top, left, bottom, right }: Box): void {
  for (let i = top; i < bottom; i++)
    target.fill(MID_GREY, (i * width + left) * channels, (i * width + right) * channels);
}

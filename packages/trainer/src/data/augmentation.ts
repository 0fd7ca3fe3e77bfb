// Random changes of training images, in bytes.
import { randomInteger, type Random } from '../random';

export interface AugmentationSettings {
  /** Side of the random square crop that is scaled back to the whole image, in parts of the image's; 1 means none. */
  readonly cropSideRatio: number;
  /** The crop may reach so many pixels beyond each side, where the image's edge is repeated; 0 means none. */
  readonly margin: number;
  /** Mirror every second image left to right. */
  readonly flip: boolean;
}

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Writes a changed copy of an image: random crop, scaled back bilinearly (pixel centres, edges repeated) and rounded, then perhaps mirrored.
 * source: [height, width, channels] bytes; target: as many numbers 0 … 255.
 */
export function augment(source: Uint8Array, target: Float32Array, shape: ImageShape, plan: AugmentationPlan): void {
  const rows = sampleAxis(shape.height, plan.cropHeight, plan.top, false);
  const columns = sampleAxis(shape.width, plan.cropWidth, plan.left, plan.mirrored);
  const { width, channels } = shape;
  let out = 0;
  for (const row of rows) {
    const upper = row.first * width;
    const lower = row.second * width;
    for (const column of columns) {
      for (let c = 0; c < channels; c++) {
        const pixel = (index: number): number => source[index * channels + c];
        const above = mix(pixel(upper + column.first), pixel(upper + column.second), column.weight);
        const below = mix(pixel(lower + column.first), pixel(lower + column.second), column.weight);
        target[out++] = Math.round(mix(above, below, row.weight));
      }
    }
  }
}

/** Where to crop, and whether to mirror. */
export interface AugmentationPlan {
  readonly top: number;
  readonly left: number;
  readonly cropHeight: number;
  readonly cropWidth: number;
  readonly mirrored: boolean;
}

export function planAugmentation(
  { cropSideRatio, margin, flip }: AugmentationSettings,
  shape: ImageShape,
  random: Random,
): AugmentationPlan {
  const cropHeight = Math.round(shape.height * cropSideRatio);
  const cropWidth = Math.round(shape.width * cropSideRatio);
  return {
    cropHeight,
    cropWidth,
    top: randomInteger(random, shape.height - cropHeight + 2 * margin + 1) - margin,
    left: randomInteger(random, shape.width - cropWidth + 2 * margin + 1) - margin,
    mirrored: flip && random() < 0.5,
  };
}

/** The two source positions that an output position is mixed from, and the second one's weight. */
interface Sample {
  readonly first: number;
  readonly second: number;
  readonly weight: number;
}

function sampleAxis(size: number, cropSize: number, start: number, mirrored: boolean): Sample[] {
  const inside = (index: number): number => Math.min(Math.max(index, 0), size - 1);
  const samples = Array.from({ length: size }, (_, i) => {
    const position = Math.min(Math.max(((i + 0.5) * cropSize) / size - 0.5, 0), cropSize - 1);
    const first = Math.floor(position);
    const second = Math.min(first + 1, cropSize - 1);
    return { first: inside(start + first), second: inside(start + second), weight: position - first };
  });
  return mirrored ? samples.reverse() : samples;
}

const mix = (a: number, b: number, weight: number): number => a + (b - a) * weight;

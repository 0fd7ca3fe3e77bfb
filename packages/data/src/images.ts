// Images in memory as files hold them, and the other way round.
import type { LabelledImages } from './dataset';

/**
 * The images as records: a byte with the label, then a plane of height × width bytes per channel, which is CIFAR-10's
 * binary form with any size. The program on boards reads them (`bitplane eval --data`).
 */
export function toRecords({ count, height, width, channels, pixels, labels }: LabelledImages): Uint8Array {
  const plane = height * width;
  const size = plane * channels;
  const records = new Uint8Array(count * (1 + size));
  for (let image = 0; image < count; image++) {
    const record = image * (1 + size);
    records[record] = labels[image];
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < plane; i++) records[record + 1 + c * plane + i] = pixels[image * size + i * channels + c];
    }
  }
  return records;
}

/** The images with labels in the order of `classes`, a list that has all of theirs. */
export const relabel = (
  images: LabelledImages,
  from: readonly string[],
  classes: readonly string[],
): LabelledImages => ({
  ...images,
  labels: images.labels.map((label) => classes.indexOf(from[label])),
});

/** Images start … end − 1, without a copy. */
export function sliceImages(set: LabelledImages, start: number, end: number): LabelledImages {
  const size = set.height * set.width * set.channels;
  const last = Math.min(end, set.count);
  return {
    ...set,
    count: last - start,
    pixels: set.pixels.subarray(start * size, last * size),
    labels: set.labels.subarray(start, last),
  };
}

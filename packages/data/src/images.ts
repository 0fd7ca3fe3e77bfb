// Sets of images: parts of them, their labels, and the records that the program on boards reads.
import type { ImageShape, LabelledImages } from './dataset';

/** pixels: [count, height, width, channels]. */
export const imagesInMemory = ({
  pixels,
  ...images
}: Omit<LabelledImages, 'read'> & { readonly pixels: Uint8Array }): LabelledImages => {
  const nbytes = imageNbytes(images);
  return { ...images, read: (index, into) => into.set(pixels.subarray(index * nbytes, (index + 1) * nbytes)) };
};

/** Bytes of an image. */
export const imageNbytes = ({ height, width, channels }: ImageShape): number => height * width * channels;

/**
 * The images as records: a byte with the label, then a plane of height × width bytes per channel, which is CIFAR-10's
 * binary form with any size. The program on boards reads them (`bitplane eval --data`). A record is valid until the
 * next one is asked for.
 */
export function* recordsOf(images: LabelledImages): Generator<Uint8Array> {
  const { count, height, width, channels, labels } = images;
  const plane = height * width;
  const image = new Uint8Array(imageNbytes(images));
  const record = new Uint8Array(1 + image.length);
  for (let k = 0; k < count; k++) {
    images.read(k, image);
    record[0] = labels[k];
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < plane; i++) record[1 + c * plane + i] = image[i * channels + c];
    }
    yield record;
  }
}

/** All of them in memory. */
export function toRecords(images: LabelledImages): Uint8Array {
  const nbytes = 1 + imageNbytes(images);
  const records = new Uint8Array(images.count * nbytes);
  let at = 0;
  for (const record of recordsOf(images)) {
    records.set(record, at);
    at += nbytes;
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

/** Images start … end − 1. */
export function sliceImages(set: LabelledImages, start: number, end: number): LabelledImages {
  const last = Math.min(end, set.count);
  return {
    ...set,
    count: last - start,
    labels: set.labels.subarray(start, last),
    read: (index, into) => set.read(start + index, into),
  };
}

/** The images with these indices, in their order. */
export const pickImages = (set: LabelledImages, indices: Uint32Array): LabelledImages => ({
  ...set,
  count: indices.length,
  labels: Uint8Array.from(indices, (index) => set.labels[index]),
  read: (index, into) => set.read(indices[index], into),
});

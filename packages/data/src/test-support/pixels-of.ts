import type { LabelledImages } from '../dataset';
import { imageNbytes } from '../images';

/** The bytes of all images: [count, height, width, channels]. */
export function pixelsOf(images: LabelledImages): Uint8Array {
  const nbytes = imageNbytes(images);
  const pixels = new Uint8Array(images.count * nbytes);
  for (let i = 0; i < images.count; i++) images.read(i, pixels.subarray(i * nbytes, (i + 1) * nbytes));
  return pixels;
}

// From any picture to the pixels that a network takes.
import type { TensorType } from '@bitplane/wasm';

/** What can be drawn on a canvas; a sample is there already. */
export type Picture = ImageData | ImageBitmap | HTMLCanvasElement;

/** Throws an Error for networks whose images have other channels than grey or red, green and blue. */
export function requirePictures({ channels }: TensorType): void {
  if (channels === 1 || channels === 3) return;
  throw new Error(
    `expected a network of images with 1 or 3 channels, got one with ${channels}: it cannot be shown here`,
  );
}

/** Cut to the network's proportions around the middle and scaled, on white where it is transparent. */
export function fit(picture: Picture, { height, width }: TensorType): ImageData {
  const isThere = picture.width === width && picture.height === height;
  if (picture instanceof ImageData && isThere) return picture;
  const scale = Math.max(width / picture.width, height / picture.height);
  const [w, h] = [picture.width * scale, picture.height * scale];
  const context = contextOf(width, height);
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingEnabled = !isThere;
  context.imageSmoothingQuality = 'high';
  context.drawImage(drawable(picture), (width - w) / 2, (height - h) / 2, w, h);
  return context.getImageData(0, 0, width, height);
}

/** uint8 [height, width, channels]: red, green and blue, or their luma. */
export function pixelsOf({ data }: ImageData, channels: number): Uint8Array {
  const pixels = new Uint8Array((data.length / 4) * channels);
  for (let k = 0; k < data.length / 4; k++) {
    const [red, green, blue] = data.subarray(4 * k, 4 * k + 3);
    if (channels === 3) pixels.set([red, green, blue], 3 * k);
    else pixels[k] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return pixels;
}

function drawable(picture: Picture): CanvasImageSource {
  if (!(picture instanceof ImageData)) return picture;
  const context = contextOf(picture.width, picture.height);
  context.putImageData(picture, 0, 0);
  return context.canvas;
}

function contextOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  return canvas.getContext('2d', { willReadFrequently: true })!;
}

// Folders of small photos for tests.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

export type Colour = readonly [red: number, green: number, blue: number];

/** A picture of one colour. */
export const plain = ([r, g, b]: Colour, { width = 40, height = 30 } = {}): Sharp =>
  sharp({ create: { width, height, channels: 3, background: { r, g, b } } });

/** Writes a PNG of one colour, with the folders that it lies in. */
export async function writePhoto(path: string, colour: Colour): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await plain(colour).png().toFile(path);
}

/** `count` photos 0.png … in each class folder: red says which class, green which photo; blue is the caller's. */
export async function writeClasses(root: string, classes: readonly string[], count: number, blue = 0): Promise<void> {
  for (const [k, label] of classes.entries()) {
    for (let i = 0; i < count; i++) await writePhoto(join(root, label, `${i}.png`), [200 - 50 * k, i, blue]);
  }
}

/** Writes RGB pixels, row by row, as a PNG. */
export async function writePixels(path: string, pixels: Uint8Array, width: number, height: number): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path);
}

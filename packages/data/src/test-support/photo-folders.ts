// Folders of small photos for tests.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

/** A folder for each test, removed after it. */
export function temporaryFolder(): () => string {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bitplane-data-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  return () => folder;
}

/** For toThrow, and for toEqual of what a promise was rejected with. */
export const errorLike = (code: string, message: RegExp): Error =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error;

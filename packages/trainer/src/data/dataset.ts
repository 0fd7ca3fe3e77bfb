// What every source of images gives.
import type { LabelledImages } from './images';

export interface Dataset {
  readonly name: string;
  /** Of all that the images and labels were made of; the source says how. */
  readonly sha256: string;
  /** Names in the order of the labels. */
  readonly classes: readonly string[];
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  /** Files that are no images, left out. */
  readonly skipped: readonly SkippedFile[];
}

export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

/** For sources that leave a choice. */
export interface ReadOptions {
  /** Side in pixels that photos are brought to. */
  readonly imageSize: number;
  /** Which photos of a folder become test images. */
  readonly splitSeed: number;
  /** Refuse what would be skipped. */
  readonly strict: boolean;
}

export const DEFAULT_READING: ReadOptions = { imageSize: 32, splitSeed: 1, strict: false };

export interface DataSource {
  /** What its folder looks like, in a few words. */
  readonly looksLike: string;
  recognizes(folder: string): boolean;
  read(folder: string, options: ReadOptions): Dataset | Promise<Dataset>;
}

// The window that a convolution or a pooling moves over an image.

/** [rows, columns] */
export type Pair = readonly [number, number];

export interface Padding {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Sizes in pixels. `same` and `valid` are resolved by the importer: a Model holds explicit pads. */
export interface Window {
  readonly size: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
}

// What a tensor of the file is in the network: one image in one form or several.
import type { Padding, Shape } from '@bitplane/model';

/** How the file sees the image's numbers. Only the shape differs: no number moves. */
export type Layout =
  /** [height, width, channels] */
  | { readonly kind: 'image' }
  /** [height·width·channels] */
  | { readonly kind: 'flat' }
  /** [height, width, groups, channels / groups]: the first step of a channel shuffle. */
  | { readonly kind: 'split'; readonly groups: number }
  /** The same with the last two exchanged, which the numbers are not yet. */
  | { readonly kind: 'exchanged'; readonly groups: number };

export const IMAGE: Layout = { kind: 'image' };
export const FLAT: Layout = { kind: 'flat' };

/** Numbers around the image that a PAD adds, for the operator that reads it to take as its padding. */
export interface Pads {
  readonly padding: Padding;
  readonly value: number;
}

/** Of a tensor of bytes: real = scale·(byte − zeroPoint), where a byte is a stored uint8, or a stored int8 + 128. */
export interface ByteScale {
  readonly scale: number;
  readonly zeroPoint: number;
}

/**
 * Names of tensors of the network that all hold the same image; one at least. Others are made when they are asked for.
 */
export interface Forms {
  numbers?: string;
  /** ±magnitude: all that there is. */
  bits?: string;
  bytes?: string;
  /** Numbers that the file rounds to bytes. */
  unrounded?: string;
  /** What LceQuantize makes of the image: its signs, which are not all of it. */
  signs?: string;
}

export interface Value {
  readonly name: string;
  /** Without the pads. */
  readonly shape: Shape;
  readonly layout: Layout;
  readonly pads: Pads | null;
  /** Null: of floats, or of bits alone. */
  readonly byteScale: ByteScale | null;
  /** What a bit stands for: ±magnitude. */
  readonly magnitude: number;
  /** Grows: see `forms.ts`. */
  readonly forms: Forms;
  /** Scores whose softmax was left out. */
  readonly isBeforeSoftmax?: true;
}

/** A value of floats, unless something else is given. */
export const valueOf = (parts: Pick<Value, 'name' | 'shape' | 'forms'> & Partial<Value>): Value => ({
  layout: IMAGE,
  pads: null,
  byteScale: null,
  magnitude: 1,
  ...parts,
});

/** Whether the file's shape is [height, width, channels], or could as well be. */
export const isImage = ({ layout, shape }: Value): boolean =>
  layout.kind === 'image' || (layout.kind === 'flat' && shape.height * shape.width === 1);

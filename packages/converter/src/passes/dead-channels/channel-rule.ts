// What a kind of layer says of its channels.
import type { Layer, SumRange, TensorOf, TensorType } from '@bitplane/model';

/** Of each channel: the stored bit that it always holds; null where it depends on the image. */
export type Constants = readonly (0 | 1 | null)[];

/** What is known of a layer's surroundings. */
export interface Place {
  readonly inputs: readonly TensorType[];
  readonly output: TensorType;
  /** Of each input. */
  readonly constants: readonly Constants[];
  /** Of each channel of the first input, where that holds sums. */
  readonly ranges: readonly SumRange[];
  /** Where the layer makes sums: how far thresholds, its only readers, can be moved by what a constant adds. */
  readonly movable: 'not' | 'by channel' | 'by element';
}

/** Of each channel 1 where it stays. Rules only add. */
export interface Keep {
  readonly inputs: readonly Uint8Array[];
  readonly output: Uint8Array;
}

/** Channels that stay, in order. */
export interface Kept {
  readonly inputs: readonly (readonly number[])[];
  readonly output: readonly number[];
  /** What the layer's first input lost per element of the channels that stay; null where nothing. */
  readonly moved: TensorOf<'int32'> | null;
}

export interface Sliced<Known extends Layer> {
  readonly layer: Known;
  /** What the layer's sums lost, per element. */
  readonly moved: TensorOf<'int32'> | null;
}

/** A kind without a rule needs and makes all its channels, and none is known to be constant. */
export interface ChannelRule<Known extends Layer> {
  readonly kind: Known['kind'];
  /** Of the output; absent: none is known. */
  constants?(layer: Known, place: Place): Constants;
  /** Of a layer that makes sums: what they can be. */
  ranges?(layer: Known, place: Place): readonly SumRange[];
  /** Adds the channels that must stay since others do. */
  spread(layer: Known, keep: Keep, place: Place): void;
  slice(layer: Known, kept: Kept, place: Place): Sliced<Known>;
}

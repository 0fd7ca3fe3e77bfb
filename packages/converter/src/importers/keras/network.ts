// A network of Keras's layers, whatever file it came from.
import type { TensorOf } from '@bitplane/model';
import type { Json } from './raw-model';

export interface LayerEntry {
  /** One of a kind in the network. */
  readonly name: string;
  /** The names of the models around it, outermost first, and its own name in its file last. */
  readonly path: readonly string[];
  readonly className: string;
  readonly config: Json;
  /** Names of earlier layers or of the network's inputs. */
  readonly sources: readonly string[];
}

/** A float32 array of a file. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * The weight that Keras calls `name` in this layer; undefined where the file has none. Throws E_FILE for a damaged one.
 */
export type WeightOf = (entry: LayerEntry, name: string) => Weight | undefined;

export interface KerasNetwork {
  /** As messages name it. */
  readonly file: string;
  readonly name: string;
  /** Without input layers, nested models flattened; each after what it reads, the network's output last. */
  readonly layers: readonly LayerEntry[];
  readonly weightOf: WeightOf;
  /** Images that freeze scales which come from the batch at hand; absent: such scales are rejected. */
  readonly calibrationImages?: () => readonly TensorOf<'uint8'>[];
}

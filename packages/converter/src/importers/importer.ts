import type { DataRecord, Model, Shape, TensorOf } from '@bitplane/model';
import type { InputOptions } from './input/image-tables';

/** A trained network as its files hold it. */
export interface ImportedNetwork {
  /** In the float domain, as training left it: nothing folded. */
  readonly model: Model;
  /** Which images it was trained on; null where the files do not say. */
  readonly data: DataRecord | null;
  /** What a user should know, a line each: what was guessed or left out. */
  readonly notes: readonly string[];
  /** Layers whose scales the calibration images froze; absent: none. */
  readonly frozenLayers?: readonly string[];
}

/** What a file need not say of its network. */
export interface ImportOptions extends InputOptions {
  /** Images of that shape. Scales that a network takes from the batch at hand are frozen as if these were it. */
  readonly calibrationImages?: (shape: Shape) => readonly TensorOf<'uint8'>[];
}

/** A source of trained networks: a form that people have them in. */
export interface Importer {
  readonly name: string;
  /** What a user can give, as an error lists it. */
  readonly looksLike: string;
  /** Whether this importer should read what is there. Damaged files count: `read` says what is wrong with them. */
  readonly recognizes: (path: string) => boolean;
  /**
   * Throws E_MISSING_FILE, E_FILE, and E_LAYER, E_SHAPE or E_VALUE, with the layer's name, for what cannot be read;
   * E_USAGE for options that are missing or do not fit the file.
   */
  readonly read: (path: string, options: ImportOptions) => ImportedNetwork;
  /** The files that hold the network, in order; absent: the path itself is the only one. */
  readonly files?: (path: string) => readonly string[];
  /** The file in the source's own runtime, or why that cannot run it; absent where there is none for Node. */
  readonly openRuntime?: (path: string, options: ImportOptions) => Promise<SourceRuntime | string>;
}

/** What a trained network computes where it came from. */
export interface SourceRuntime {
  readonly name: string;
  readonly scores: (image: TensorOf<'uint8'>) => Promise<ArrayLike<number>>;
  /** What the source does to its scores at the end, which the imported network leaves out. */
  readonly finish: (scores: ArrayLike<number>) => ArrayLike<number>;
  readonly close: () => Promise<void>;
}

import type { DataRecord, Model, Shape, TensorOf } from '@bitplane/model';
import type { InputOptions } from './input/image-tables';
import type { Finish } from './source-runtime/finish';

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
  /** The file in the source's own runtime, or why that cannot run it here, with what to install. */
  readonly openRuntime: (path: string, opening: Opening) => Promise<SourceRuntime | string>;
}

/** What a source runtime is opened with. */
export interface Opening {
  readonly options: ImportOptions;
  /** What `read` made of the file. */
  readonly imported: ImportedNetwork;
  /** A Python that has the runtime's packages; absent: python3, with what the set-up has installed. */
  readonly python?: string;
}

/** What a trained network computes where it came from. */
export interface SourceRuntime {
  readonly name: string;
  /** withLayers: also the tensors that the source has of the imported network's layers. */
  readonly compute: (image: TensorOf<'uint8'>, withLayers: boolean) => Promise<SourceOutput>;
  /** What the source does to its scores at the end, which the imported network leaves out. */
  readonly finish: Finish;
  /** By how many steps its bytes may be off, since it rounds to them in an arithmetic of its own; absent: by none. */
  readonly byteSteps?: number;
  readonly close: () => Promise<void>;
}

export interface SourceOutput {
  readonly scores: ArrayLike<number>;
  /** By the names of the imported network's layers, in their order [height, width, channels], signs as ±1. */
  readonly layers: ReadonlyMap<string, ArrayLike<number>>;
}

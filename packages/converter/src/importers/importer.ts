import type { DataRecord, Model } from '@bitplane/model';

/** A trained network as its files hold it. */
export interface ImportedNetwork {
  /** In the float domain, as training left it: nothing folded. */
  readonly model: Model;
  /** Which images it was trained on; null where the files do not say. */
  readonly data: DataRecord | null;
}

/** A source of trained networks: a form that people have them in. */
export interface Importer {
  readonly name: string;
  /** What a user can give, as an error lists it. */
  readonly looksLike: string;
  /** Whether this importer should read what is there. Damaged files count: `read` says what is wrong with them. */
  readonly recognizes: (path: string) => boolean;
  /** Throws E_MISSING_FILE, E_FILE, and E_LAYER, E_SHAPE or E_VALUE, with the layer's name, for what cannot be read. */
  readonly read: (path: string) => ImportedNetwork;
}

// What a checkpoint holds, in the schema that is written today.
import type { Dataset, Reading } from '@bitplane/data';
import type { Position } from './history';
import type { Settings } from './settings';

/** A run as it is saved, without the numbers of its variables. */
export interface Checkpoint {
  readonly schema: 'bitplane-checkpoint/2';
  /** The run has come to its end. */
  readonly finished: boolean;
  readonly settings: Settings;
  /**
   * What it trains on; null in a checkpoint of the first schema, which did not say; older ones do not say how it was
   * read.
   */
  readonly data: (Pick<Dataset, 'name' | 'sha256'> & { readonly reading?: Reading }) | null;
  readonly position: Position;
  readonly variables: SavedVariables;
  /** What each rank of a distributed run has for itself, rank after rank; left out where there is nothing. */
  readonly ranks?: { readonly size: number; readonly variables: SavedVariables };
}

/** float32, little-endian, one variable after the other in the order of `shapes`. */
export interface SavedVariables {
  readonly file: string;
  readonly sha256: string;
  readonly shapes: readonly (readonly number[])[];
}

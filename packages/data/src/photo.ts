// A photo of a data set: where it is, what it shows and what it is for.
import type { SetName } from './set-names';

export interface Photo {
  readonly path: string;
  /** Name of its class. */
  readonly label: string;
  readonly set: SetName;
}

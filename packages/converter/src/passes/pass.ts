// What a pass is.
import type { Model } from '@bitplane/model';
import type { Report } from './remark';

export interface Pass {
  readonly name: string;
  /** What it does, in a few words, for lists of passes. */
  readonly does: string;
  /** Pure: the given model stays as it is. Layers that it could not improve are reported, with the reason. */
  readonly apply: (model: Model, report?: Report) => Model;
  /** Runtimes cannot do without it: no choice of passes leaves it out. */
  readonly isRequired?: true;
  /** It decides how numbers are rounded; all others keep every number of the float64 interpreter to the bit. */
  readonly rounds?: true;
}

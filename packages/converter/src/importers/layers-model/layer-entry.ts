// One layer of a network as its model.json has it, and where its weights are.
import type { Json } from './raw-model';

export interface LayerEntry {
  /** One of a kind in the network. */
  readonly name: string;
  readonly className: string;
  readonly config: Json;
  /** Names of earlier layers, or INPUT. */
  readonly sources: readonly string[];
  /** Its weights are the `index`-th that start with `prefix`: layers of two nested models may have one name. */
  readonly weights: { readonly prefix: string; readonly index: number };
}

// What all nodes of a file share while they become layers.
import type { Content } from '../values/activation';
import type { LayerList } from './layer-list';
import type { NodeSource } from './node-source';

/** One node being imported. */
export interface Importing {
  readonly source: NodeSource;
  readonly layers: LayerList;
  /** The name of the layer that computes the node's output. */
  readonly name: string;
  /** Whether nothing reads the node's output: it is the network's. */
  readonly isLast: boolean;
  /** Content → the layer that has its numbers, where one was already made. */
  readonly numbers: Map<Content, string>;
  /** Says something to the user that is no error. */
  readonly note: (text: string) => void;
}

// The objects of a checkpoint: a layer, its weights, and under which key each weight is.
import type { TrackableObjectGraph } from './messages';

/** The attribute of an object that is a variable. */
const VALUE = 'VARIABLE_VALUE';

export class ObjectGraph {
  private readonly children = new Map<number, ReadonlyMap<string, number>>();

  constructor(private readonly graph: TrackableObjectGraph) {}

  /** The key of the variable at a path from the outermost model; undefined where there is none. */
  keyAt(path: readonly string[]): string | undefined {
    let node: number | undefined = 0;
    for (const name of path) {
      if (node === undefined) return undefined;
      node = this.childrenOf(node).get(name);
    }
    const attributes = node === undefined ? undefined : this.graph.nodes[node]?.attributes;
    return attributes?.find(({ name }) => name === VALUE)?.checkpointKey;
  }

  private childrenOf(node: number): ReadonlyMap<string, number> {
    const known = this.children.get(node);
    if (known !== undefined) return known;
    const children = this.graph.nodes[node]?.children ?? [];
    const named = new Map(children.map(({ localName, nodeId }) => [localName, nodeId]));
    this.children.set(node, named);
    return named;
  }
}

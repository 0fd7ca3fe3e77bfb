// The nodes that the network's output depends on, each after what it reads, and what the graph says of its one image.
import { BitplaneError } from '@bitplane/model';
import type { OnnxFile } from '../file/read-model';
import { printable } from '../printable';
import type { NodeProto, TensorProto, ValueInfoProto } from '../proto/messages';
import { expandQLinear } from './expand-qlinear';

export interface Graph {
  /** In an order in which each comes after those that it reads. */
  readonly nodes: readonly NodeProto[];
  readonly initializers: ReadonlyMap<string, TensorProto>;
  /** The only input without an initializer. */
  readonly input: ValueInfoProto;
  /** Name of the only output. */
  readonly output: string;
}

/** Throws E_FILE for names that are missing or taken and for cycles, E_LAYER for several images or outputs. */
export function readGraph({ path, graph }: OnnxFile): Graph {
  const reject = (expected: string, got: string, code: 'E_FILE' | 'E_LAYER' = 'E_FILE'): never => {
    throw new BitplaneError(code, printable(`${path}: expected ${expected}, got ${got}`));
  };
  const initializers = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const inputs = graph.input.filter(({ name }) => !initializers.has(name));
  if (inputs.length !== 1) {
    const got = inputs.length === 0 ? 'none' : inputs.map(({ name }) => name).join(', ');
    reject('one input, the image', `${got}; export the network with the image as its only input`, 'E_LAYER');
  }
  if (graph.output.length !== 1) {
    const got = graph.output.length === 0 ? 'none' : graph.output.map(({ name }) => name).join(', ');
    reject('one output, the scores', `${got}; export the network with the scores as its only output`, 'E_LAYER');
  }
  const producers = new Map<string, NodeProto>();
  for (const node of expandQLinear(graph.node)) {
    for (const name of node.output) {
      if (name === '') continue;
      if (producers.has(name) || initializers.has(name) || name === inputs[0].name)
        reject(`tensor "${name}" to be made once`, 'two nodes that make it; the file is damaged: export it again');
      producers.set(name, node);
    }
  }
  const withoutGradients = new Map([...producers].map(([name, node]) => [name, withoutDetached(node, producers)]));
  const [input, output] = [inputs[0], graph.output[0].name];
  const isGiven = (name: string): boolean => name === input.name || initializers.has(name);
  const nodes = inOrder(output, { producers: withoutGradients, isGiven, reject });
  return { nodes, initializers, input, output };
}

/**
 * c + (y − c), which PyTorch writes of c + (y − c).detach(): y forwards, with the gradient of c. In float32 the sum is
 * y but for its rounding, and exactly ±1 where y is and |c| is below 2^24.
 */
function withoutDetached(node: NodeProto, producers: ReadonlyMap<string, NodeProto>): NodeProto {
  if (node.opType !== 'Add') return node;
  for (const [place, other] of [
    [0, 1],
    [1, 0],
  ]) {
    const difference = producers.get(node.input[place]);
    const isDetached = difference?.opType === 'Sub' && difference.input[1] === node.input[other];
    if (isDetached) return identityOf(difference.input[0], node);
  }
  return node;
}

/** Written out: what protobufjs decodes has fields that the file leaves out in its prototype. */
const identityOf = (input: string, { name, output }: NodeProto): NodeProto => ({
  ...{ name, opType: 'Identity', domain: '', input: [input], output, attribute: [] },
});

interface Links {
  readonly producers: ReadonlyMap<string, NodeProto>;
  readonly isGiven: (name: string) => boolean;
  readonly reject: (expected: string, got: string) => never;
}

/** Depth first and without recursion: a file may hold a chain of any length. */
function inOrder(output: string, { producers, isGiven, reject }: Links): NodeProto[] {
  const ordered: NodeProto[] = [];
  const state = new Map<NodeProto, 'open' | 'done'>();
  const stack = [{ tensor: output, isLeft: false }];
  while (stack.length > 0) {
    const { tensor, isLeft } = stack.pop()!;
    if (isGiven(tensor)) continue;
    const node = producers.get(tensor);
    if (node === undefined)
      return reject(`a node that makes the tensor "${tensor}"`, 'none; the file is damaged: export it again');
    if (isLeft) {
      if (state.get(node) === 'open') ordered.push(node);
      state.set(node, 'done');
      continue;
    }
    if (state.get(node) === 'done') continue;
    if (state.get(node) === 'open')
      return reject(
        'nodes that do not depend on themselves',
        `a cycle through "${tensor}"; the file is damaged: export it again`,
      );
    state.set(node, 'open');
    stack.push({ tensor, isLeft: true });
    for (const name of [...node.input].reverse()) if (name !== '') stack.push({ tensor: name, isLeft: false });
  }
  return ordered;
}

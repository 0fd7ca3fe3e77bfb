// Takes the nodes in order, each with the values that it reads, and makes layers of them.
import { didYouMean } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { adviceForNode } from '../advice';
import { CONSTANT_NODES } from '../constants';
import { isStandardDomain, QUANTIZER_DOMAINS, type OnnxFile } from '../file/read-model';
import { readTensor } from '../file/tensor';
import type { OnnxImage } from '../image';
import { NODE_KINDS } from '../nodes';
import type { NodeProto } from '../proto/messages';
import type { Activation, Content } from '../values/activation';
import type { Constant } from '../values/constant';
import type { Graph } from './graph';
import type { Importing } from './importing';
import { LayerList } from './layer-list';
import { NodeSource, type Value } from './node-source';

export interface WalkOptions {
  readonly file: OnnxFile;
  readonly graph: Graph;
  readonly image: OnnxImage;
  /** [channels] what the file's input is for each byte */
  readonly tables: readonly Float32Array[];
  readonly note: (text: string) => void;
}

/**
 * Elements of all constants that are computed: some tensors of ones in the size of activations, and each weight some
 * times. A small file may ask for any number.
 */
const MAX_COMPUTED = 2 ** 25;
const TIMES_EACH_WEIGHT = 16;

export class NodeWalk {
  readonly layers: LayerList;
  private readonly values = new Map<string, Value>();
  private readonly numbers = new Map<Content, string>();
  private readonly readers = new Map<string, number>();
  /** Elements read, and computed, so far. */
  private stored = 0;
  private computed = 0;

  constructor(private readonly options: WalkOptions) {
    const { graph, image, tables } = options;
    this.layers = new LayerList(image.shape);
    const content: Content = { type: 'bytes', tables };
    this.values.set(graph.input.name, {
      type: 'activation',
      content,
      shape: image.shape,
      view: image.view,
      pads: null,
    });
    for (const name of graph.nodes.flatMap(({ input }) => input))
      this.readers.set(name, (this.readers.get(name) ?? 0) + 1);
  }

  /** Each node with what it makes, as it is imported. */
  *steps(): Generator<[NodeSource, Value]> {
    for (const node of this.options.graph.nodes) yield this.importNode(node);
  }

  /** Imports all nodes. Returns the network's output. */
  run(): Activation {
    const { graph, file } = this.options;
    for (const node of graph.nodes) this.importNode(node);
    const output = this.valueOf(graph.output);
    if (output.type === 'activation') return output;
    throw new BitplaneError(
      'E_LAYER',
      `${file.path}: output ${graph.output}: expected it to depend on the image, got a constant`,
    );
  }

  private importNode(node: NodeProto): [NodeSource, Value] {
    const { file, graph } = this.options;
    const inputs = node.input.map((name) => (name === '' ? undefined : this.valueOf(name)));
    const source = new NodeSource({ file: file.path, opset: file.opset, node, inputs });
    this.requireDomain(source, node);
    const isFolded = inputs.every((value) => value?.type !== 'activation');
    const made = isFolded ? this.fold(source) : this.toLayers(source, node.output[0] === graph.output);
    const outputs = 'type' in made ? [made] : made;
    outputs.forEach((output, index) => {
      if (node.output[index] !== undefined && node.output[index] !== '') this.values.set(node.output[index], output);
    });
    this.forget(node.input);
    return [source, outputs[0]];
  }

  /** Of most nodes only the first output is known: the others say nothing about a trained network. */
  private valueOf(name: string): Value {
    const { file, graph } = this.options;
    const known = this.values.get(name);
    if (known !== undefined) return known;
    const initializer = graph.initializers.get(name);
    if (initializer !== undefined) {
      const constant = readTensor(file.path, initializer);
      this.stored += constant.data.length;
      this.values.set(name, constant);
      return constant;
    }
    throw new BitplaneError(
      'E_LAYER',
      `${file.path}: tensor ${name}: expected an output that the network needs, as a node's first one, got another; leave out what reads it`,
    );
  }

  private fold(source: NodeSource): Constant {
    const node = CONSTANT_NODES.get(source.op);
    if (node === undefined) return this.reject(source, [...CONSTANT_NODES.keys()]);
    source.requireAttributes(node.attributes);
    const constant = node.fold(source);
    this.computed += constant.data.length;
    const limit = MAX_COMPUTED + TIMES_EACH_WEIGHT * this.stored;
    if (this.computed > limit) source.reject(`at most ${limit} elements in all computed constants`, 'more');
    return constant;
  }

  private toLayers(source: NodeSource, isLast: boolean): Value | readonly Value[] {
    const kind = NODE_KINDS.get(source.op);
    if (kind === undefined) return this.reject(source, [...NODE_KINDS.keys()]);
    source.requireAttributes(kind.attributes);
    return kind.importNode({ ...this.importingOf(source), isLast });
  }

  private importingOf(source: NodeSource): Importing {
    const { layers, numbers } = this;
    return { source, layers, numbers, name: layers.freeName(source.name), isLast: false, note: this.options.note };
  }

  /** Once all nodes are layers: for what is done to the output. */
  importingAtEnd(): Importing {
    const node = this.options.graph.nodes.at(-1)!;
    return this.importingOf(
      new NodeSource({ file: this.options.file.path, opset: this.options.file.opset, node, inputs: [] }),
    );
  }

  private requireDomain(source: NodeSource, { domain }: NodeProto): void {
    if (isStandardDomain(domain) || QUANTIZER_DOMAINS.includes(domain)) return;
    source.reject(
      `operators of ONNX, or of ${QUANTIZER_DOMAINS.join(' or ')}`,
      `the domain ${domain}`,
      'export it with standard operators',
    );
  }

  private reject(source: NodeSource, known: readonly string[]): never {
    const advice = adviceForNode(source.op);
    if (advice !== null) return source.reject('a node that has a counterpart here', source.op, advice);
    return source.reject(`one of ${known.join(', ')}`, `${source.op}${didYouMean(source.op, known)}`);
  }

  /** Constants that nothing reads any more: weights are large. */
  private forget(names: readonly string[]): void {
    for (const name of names) {
      const left = (this.readers.get(name) ?? 0) - 1;
      this.readers.set(name, left);
      if (left <= 0 && this.values.get(name)?.type === 'constant') this.values.delete(name);
    }
  }
}

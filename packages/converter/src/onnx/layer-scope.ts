// What a layer kind writes its nodes with: the graph, under the layer's name.
import type { Attributes, ConstantData, GraphBuilder, Metadata } from './graph-builder';

/**
 * The tensor that holds a layer's output. No other tensor of the layer has the label `out`, so no two layers collide.
 */
export const layerTensor = (layerName: string): string => `${layerName}:out`;

/** A graph in which everything that is added is called `<layer>:<label>`. */
export class LayerScope {
  constructor(
    private readonly graph: GraphBuilder,
    readonly layerName: string,
  ) {}

  node(opType: string, inputs: readonly string[], label: string, attributes?: Attributes): string {
    return this.graph.node(opType, inputs, `${this.layerName}:${label}`, attributes);
  }

  /** The node that makes the layer's output. */
  output(opType: string, inputs: readonly string[], attributes?: Attributes): string {
    return this.graph.node(opType, inputs, layerTensor(this.layerName), attributes);
  }

  constant(label: string, data: ConstantData, dims?: readonly number[]): string {
    return this.graph.constant(`${this.layerName}:${label}`, data, dims);
  }

  /** Numbers from −2 to 1 in two bits each; only where the graph's target has them. */
  int2Constant(label: string, values: Int8Array, dims: readonly number[]): string {
    return this.graph.int2Constant(`${this.layerName}:${label}`, values, dims);
  }

  get hasInt2(): boolean {
    return this.graph.target.hasInt2 === true;
  }

  /** Calls the node that makes the layer's output by the layer's name, and puts metadata beside it. */
  annotate(metadata: Metadata): void {
    this.graph.annotate(layerTensor(this.layerName), this.layerName, metadata);
  }

  /** Shapes, pads and axes are tensors of int64 in ONNX. */
  int64(label: string, values: readonly number[]): string {
    return this.constant(label, BigInt64Array.from(values, BigInt));
  }
}

// The same as LayerScope, where every tensor has its shape in the file: qonnx runs no graph without.
import type { Attributes, GraphBuilder, Port } from '../graph-builder';
import { layerTensor, LayerScope } from '../layer-scope';

export class ShapedScope extends LayerScope {
  /** type: what all tensors are that its methods make; of `shaped` come scopes of others. */
  constructor(
    private readonly builder: GraphBuilder,
    layerName: string,
    private readonly type: Pick<Port, 'element' | 'dims'>,
  ) {
    super(builder, layerName);
  }

  /** The same layer's, for tensors of these dimensions. */
  shaped(dims: readonly number[], element: Port['element'] = 'float32'): ShapedScope {
    return new ShapedScope(this.builder, this.layerName, { element, dims });
  }

  override node(opType: string, inputs: readonly string[], label: string, attributes?: Attributes): string {
    return this.described(super.node(opType, inputs, label, attributes));
  }

  override output(opType: string, inputs: readonly string[], attributes?: Attributes): string {
    return this.described(super.output(opType, inputs, attributes));
  }

  /** Makes x, the output of the node that was added last, the layer's output. */
  finish(x: string): string {
    return this.builder.renameLast(x, layerTensor(this.layerName));
  }

  get rank(): number {
    return this.type.dims.length;
  }

  /** One number. */
  scalar(label: string, value: number): string {
    return this.constant(label, Float32Array.of(value), []);
  }

  /** One number per channel, for [N, C, H, W]. */
  perChannel(label: string, values: ArrayLike<number>): string {
    return this.constant(label, Float32Array.from(values), [1, values.length, 1, 1]);
  }

  private described(name: string): string {
    this.builder.describe({ name, ...this.type });
    return name;
  }
}

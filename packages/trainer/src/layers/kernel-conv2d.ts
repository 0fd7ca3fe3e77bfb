// What the convolutions with quantized kernels have in common: their arguments, weights, geometry and saved form.
import * as tf from '@tensorflow/tfjs';
import { BitplaneError } from '@bitplane/model';

export type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;
export type Initializer = ReturnType<typeof tf.initializers.zeros>;
export type Pair = [number, number];

export interface KernelConv2DArgs extends LayerArgs {
  readonly filters: number;
  readonly kernelSize: number | Pair;
  readonly strides?: number | Pair;
  /** `same` follows TensorFlow: the extra row goes to the bottom and right. */
  readonly padding?: 'same' | 'valid';
  readonly dilationRate?: number | Pair;
  readonly useBias?: boolean;
  /** Of the latent weights; default glorot-uniform. Not saved: a saved layer has its weights. */
  readonly kernelInitializer?: Initializer;
}

/** Multiply-adds of one image, and weights by their width in the exported model. */
export interface ConvolutionCost {
  readonly binaryMacs: number;
  readonly integerMacs: number;
  readonly binaryWeights: number;
  readonly int8Weights: number;
}

/**
 * y = conv2d(quantizeInput(x), quantizeKernel(kernel)) + bias; x: [N, H, W, C], kernel: [rows, columns, C / groups, filters], latent float32.
 * Throws E_LAYER for attributes that are out of range.
 */
export abstract class KernelConv2D extends tf.layers.Layer {
  readonly filters: number;
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: 'same' | 'valid';
  readonly dilationRate: Pair;
  readonly useBias: boolean;
  protected readonly groups: number = 1;
  readonly #kernelInitializer: Initializer;
  #kernel!: tf.LayerVariable;
  #bias: tf.LayerVariable | null = null;

  constructor(args: KernelConv2DArgs) {
    super(args);
    this.filters = this.positive('filters', args.filters);
    this.kernelSize = this.pair('kernelSize', args.kernelSize);
    this.strides = this.pair('strides', args.strides ?? 1);
    this.padding = this.oneOf('padding', args.padding ?? 'same', ['same', 'valid']);
    this.dilationRate = this.pair('dilationRate', args.dilationRate ?? 1);
    this.useBias = args.useBias ?? true;
    this.#kernelInitializer = args.kernelInitializer ?? tf.initializers.glorotUniform({});
  }

  protected abstract convolve(x: tf.Tensor4D, kernel: tf.Tensor4D, training: boolean): tf.Tensor4D;
  abstract cost(): ConvolutionCost;

  /** The latent weights [rows, columns, C / groups, filters]. */
  get kernel(): tf.LayerVariable {
    return this.#kernel;
  }

  override build(inputShape: tf.Shape): void {
    const channels = inputShape[3];
    if (
      inputShape.length !== 4 ||
      channels === null ||
      channels % this.groups !== 0 ||
      this.filters % this.groups !== 0
    ) {
      throw this.invalid('groups', `a divisor of ${channels} channels and ${this.filters} filters`, this.groups);
    }
    const shape = [...this.kernelSize, channels / this.groups, this.filters];
    this.#kernel = this.addWeight('kernel', shape, 'float32', this.#kernelInitializer);
    if (this.useBias) this.#bias = this.addWeight('bias', [this.filters], 'float32', tf.initializers.zeros());
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training = false }: { training?: boolean } = {}): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const y = this.convolve(x, this.#kernel.read() as tf.Tensor4D, training);
      return this.#bias === null ? y : y.add(this.#bias.read());
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const size = (axis: 0 | 1): number | null => {
      const input = inputShape[1 + axis];
      if (input === null || this.padding === 'same')
        return input === null ? null : Math.ceil(input / this.strides[axis]);
      const extent = (this.kernelSize[axis] - 1) * this.dilationRate[axis] + 1;
      if (input < extent)
        throw this.invalid('kernelSize', `at most the image's ${input} pixels without padding`, extent);
      return Math.floor((input - extent) / this.strides[axis]) + 1;
    };
    return [inputShape[0], size(0), size(1), this.filters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, strides, padding, dilationRate, useBias } = this;
    return { ...super.getConfig(), filters, kernelSize, strides, padding, dilationRate, useBias };
  }

  /** Multiply-adds of one image: every tap of every output pixel, those in the padding included. */
  protected macs(): number {
    const [, height, width] = this.outputShape as number[];
    return height * width * this.numWeights();
  }

  protected numWeights(): number {
    return this.#kernel.shape.reduce((product: number, size) => product * (size ?? 1), 1);
  }

  protected positive(attribute: string, value: number): number {
    if (!Number.isInteger(value) || value < 1) throw this.invalid(attribute, 'a positive integer', value);
    return value;
  }

  protected oneOf<Choice>(attribute: string, value: Choice, choices: readonly Choice[]): Choice {
    if (!choices.includes(value)) throw this.invalid(attribute, choices.join(' or '), value);
    return value;
  }

  private pair(attribute: string, value: number | Pair): Pair {
    const [rows, columns] = typeof value === 'number' ? [value, value] : value;
    return [this.positive(attribute, rows), this.positive(attribute, columns)];
  }

  private invalid(attribute: string, expected: string, got: unknown): BitplaneError {
    return new BitplaneError('E_LAYER', `${this.name}: expected ${attribute} to be ${expected}, got ${String(got)}`);
  }
}

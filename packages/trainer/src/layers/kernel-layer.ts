// What all layers with a quantized kernel have in common: latent weights, bias, cost.
import * as tf from '@tensorflow/tfjs';
import { requireKnownAttributes } from './attributes';

export type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;
export type Initializer = ReturnType<typeof tf.initializers.zeros>;

export interface KernelLayerArgs extends LayerArgs {
  readonly useBias?: boolean;
  /** Of the latent weights; default glorot-uniform. Not saved: a saved layer has its weights. */
  readonly kernelInitializer?: Initializer;
}

export const KERNEL_ATTRIBUTES: readonly string[] = ['useBias', 'kernelInitializer'];

/** What a kernel costs. */
export interface LayerCost {
  /** Multiply-adds of one image: of signs, with an 8-bit weight, and of floats. */
  readonly binaryMacs: number;
  readonly integerMacs: number;
  readonly floatMacs: number;
  /** Of an element of each operand, in the mean; 32 for a float one. */
  readonly inputBits: number;
  readonly kernelBits: number;
}

/**
 * y = compute(x, kernel) + bias, with a kernel of latent float32 weights. A subclass says what is computed, and adds
 * the kernel in its build.
 */
export abstract class KernelLayer extends tf.layers.Layer {
  readonly useBias: boolean;
  /** While it is set, gets what the layer reads. */
  watchInput: ((x: tf.Tensor) => void) | null = null;
  readonly #kernelInitializer: Initializer;
  #kernel!: tf.LayerVariable;
  #bias: tf.LayerVariable | null = null;

  constructor(args: KernelLayerArgs) {
    super(args);
    requireKnownAttributes(this.name, new.target, args);
    this.useBias = args.useBias ?? true;
    this.#kernelInitializer = args.kernelInitializer ?? tf.initializers.glorotUniform({});
  }

  protected abstract compute(x: tf.Tensor, kernel: tf.Tensor, training: boolean): tf.Tensor;
  abstract cost(): LayerCost;

  get kernel(): tf.LayerVariable {
    return this.#kernel;
  }

  /** One number for each output channel; null: the layer has none. */
  get bias(): tf.LayerVariable | null {
    return this.#bias;
  }

  /** Weights that training may keep in [−1, 1] and pull to ±1. None here: an 8-bit kernel is trained as a float one. */
  get latentWeights(): readonly tf.LayerVariable[] {
    return [];
  }

  /** The kernel, then one bias for each output channel. */
  protected addKernel(name: string, shape: number[], outputs: number): void {
    this.#kernel = this.addWeight(name, shape, 'float32', this.#kernelInitializer);
    if (this.useBias) this.#bias = this.addWeight('bias', [outputs], 'float32', tf.initializers.zeros());
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training = false }: { training?: boolean } = {}): tf.Tensor {
    return tf.tidy(() => {
      const y = this.products(Array.isArray(inputs) ? inputs[0] : inputs, training);
      return this.#bias === null ? y : y.add(this.#bias.read());
    });
  }

  /** What `call` returns, without the bias. */
  products(x: tf.Tensor, training: boolean): tf.Tensor {
    this.watchInput?.(x);
    return this.compute(x, this.#kernel.read(), training);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), useBias: this.useBias };
  }

  protected numWeights(): number {
    return tf.util.sizeFromShape(this.#kernel.shape as number[]);
  }
}

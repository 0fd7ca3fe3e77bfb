import type * as tf from '@tensorflow/tfjs';
import { invalid, positive } from './attributes';
import { KernelLayer, type KernelLayerArgs } from './kernel-layer';
import { outputSize, readWindow, type Window, type WindowArgs } from './window';

export interface KernelDepthwiseConv2DArgs extends KernelLayerArgs, WindowArgs {
  /** Filters of each channel; default 1. */
  readonly depthMultiplier?: number;
}

/**
 * What the depthwise convolutions with quantized kernels have in common: a filter sees one channel.
 * x: [N, H, W, C], kernel: [rows, columns, C, multiplier], y: [N, H', W', C·multiplier], the filters of the first
 * channel first. Throws E_LAYER for attributes that are out of range.
 */
export abstract class KernelDepthwiseConv2D extends KernelLayer {
  readonly window: Window;
  readonly depthMultiplier: number;

  constructor(args: KernelDepthwiseConv2DArgs) {
    super(args);
    this.window = readWindow(this.name, args);
    this.depthMultiplier = positive({ layer: this.name, name: 'depthMultiplier' }, args.depthMultiplier ?? 1);
  }

  /** Throws E_LAYER for an input that is no image. */
  override build(inputShape: tf.Shape): void {
    const channels = inputShape[3];
    if (inputShape.length !== 4 || channels === null) {
      const got = `[${inputShape.join(', ')}]`;
      throw invalid({ layer: this.name, name: 'the input' }, '[N, height, width, channels]', got);
    }
    const shape = [...this.window.kernelSize, channels, this.depthMultiplier];
    this.addKernel('depthwise_kernel', shape, channels * this.depthMultiplier);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const size = outputSize(this.name, this.window, inputShape);
    return [inputShape[0], ...size, (inputShape[3] ?? 0) * this.depthMultiplier];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.window, depthMultiplier: this.depthMultiplier };
  }

  /** The kernel as quantizers see it, [rows, columns, 1, C·multiplier]: each channel has `multiplier` filters. */
  protected byFilters(kernel: tf.Tensor4D): tf.Tensor4D {
    const [rows, columns, channels, multiplier] = kernel.shape;
    return kernel.reshape([rows, columns, 1, channels * multiplier]);
  }

  /** Multiply-adds of one image: every tap of every output pixel, those in the padding included. */
  protected macs(): number {
    const [, height, width] = this.outputShape as number[];
    return height * width * this.numWeights();
  }
}

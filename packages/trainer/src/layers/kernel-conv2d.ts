import type * as tf from '@tensorflow/tfjs';
import { invalid, positive } from './attributes';
import { KernelLayer, type KernelLayerArgs } from './kernel-layer';
import { outputSize, readWindow, type Window, type WindowArgs } from './window';

export interface KernelConv2DArgs extends KernelLayerArgs, WindowArgs {
  readonly filters: number;
}

/**
 * What the convolutions with quantized kernels have in common.
 * x: [N, H, W, C], kernel: [rows, columns, C / groups, filters], y: [N, H', W', filters].
 * Throws E_LAYER for attributes that are out of range.
 */
export abstract class KernelConv2D extends KernelLayer {
  readonly filters: number;
  readonly window: Window;
  protected readonly groups: number = 1;

  constructor(args: KernelConv2DArgs) {
    super(args);
    this.filters = positive({ layer: this.name, name: 'filters' }, args.filters);
    this.window = readWindow(this.name, args);
  }

  override build(inputShape: tf.Shape): void {
    const { groups, filters } = this;
    const channels = inputShape[3];
    if (inputShape.length !== 4 || channels === null || channels % groups !== 0 || filters % groups !== 0) {
      const expected = `a divisor of ${channels} channels and ${filters} filters`;
      throw invalid({ layer: this.name, name: 'groups' }, expected, groups);
    }
    this.addKernel('kernel', [...this.window.kernelSize, channels / groups, filters], filters);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [inputShape[0], ...outputSize(this.name, this.window, inputShape), this.filters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.filters, ...this.window };
  }

  /** Multiply-adds of one image: every tap of every output pixel, those in the padding included. */
  protected macs(): number {
    const [, height, width] = this.outputShape as number[];
    return height * width * this.numWeights();
  }
}

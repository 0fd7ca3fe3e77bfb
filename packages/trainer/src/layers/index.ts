// The layers that TensorFlow.js does not have. Each can stand in any tf.sequential or tf.model.
import * as tf from '@tensorflow/tfjs';
import { BinaryConv2D } from './binary-conv2d';
import { KernelConv2D } from './kernel-conv2d';
import { LearnedShift } from './learned-shift';
import { OutputScale } from './output-scale';
import { QuantizedConv2D } from './quantized-conv2d';

export { BinaryConv2D, KernelConv2D, LearnedShift, OutputScale, QuantizedConv2D };

/** Makes tf.loadLayersModel know these layers by their class names. */
export function registerLayers(): void {
  tf.serialization.registerClass(BinaryConv2D);
  tf.serialization.registerClass(LearnedShift);
  tf.serialization.registerClass(OutputScale);
  tf.serialization.registerClass(QuantizedConv2D);
}

// The layers that TensorFlow.js does not have. Each can stand in any tf.sequential or tf.model.
import * as tf from '@tensorflow/tfjs';
import { BinaryConv2D } from './binary-conv2d';
import { BinaryDense } from './binary-dense';
import { KernelLayer } from './kernel-layer';
import { LearnedShift } from './learned-shift';
import { OutputScale } from './output-scale';
import { QuantizedConv2D } from './quantized-conv2d';
import { QuantizedDense } from './quantized-dense';

export { BinaryConv2D, BinaryDense, KernelLayer, LearnedShift, OutputScale, QuantizedConv2D, QuantizedDense };

/** Makes tf.loadLayersModel know these layers by their class names. */
export function registerLayers(): void {
  for (const layer of [BinaryConv2D, BinaryDense, LearnedShift, OutputScale, QuantizedConv2D, QuantizedDense]) {
    tf.serialization.registerClass<tf.layers.Layer>(layer);
  }
}

// The layers that TensorFlow.js does not have. Each can be used in any tf.sequential or tf.model.
import * as tf from '@tensorflow/tfjs';
import { BinaryConv2D } from './binary-conv2d';
import { BinaryDense } from './binary-dense';
import { BinaryDepthwiseConv2D } from './binary-depthwise-conv2d';
import { ChannelShuffle } from './channel-shuffle';
import { KernelLayer } from './kernel-layer';
import { LearnedShift } from './learned-shift';
import { MeanImage } from './mean-image';
import { OutputScale } from './output-scale';
import { QuantizedConv2D } from './quantized-conv2d';
import { QuantizedDense } from './quantized-dense';

export {
  BinaryConv2D,
  BinaryDense,
  BinaryDepthwiseConv2D,
  ChannelShuffle,
  KernelLayer,
  LearnedShift,
  MeanImage,
  OutputScale,
  QuantizedConv2D,
  QuantizedDense,
};

const LAYERS = [
  BinaryConv2D,
  BinaryDense,
  BinaryDepthwiseConv2D,
  ChannelShuffle,
  LearnedShift,
  MeanImage,
  OutputScale,
  QuantizedConv2D,
  QuantizedDense,
];

/** Makes tf.loadLayersModel know these layers by their class names. */
export function registerLayers(): void {
  for (const layer of LAYERS) tf.serialization.registerClass<tf.layers.Layer>(layer);
}

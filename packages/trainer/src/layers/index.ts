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
import { QuantizedActivation } from './quantized-activation';
import { QuantizedConv2D } from './quantized-conv2d';
import { QuantizedDense } from './quantized-dense';
import { QuantizedDepthwiseConv2D } from './quantized-depthwise-conv2d';

export {
  BinaryConv2D,
  BinaryDense,
  BinaryDepthwiseConv2D,
  ChannelShuffle,
  KernelLayer,
  LearnedShift,
  MeanImage,
  OutputScale,
  QuantizedActivation,
  QuantizedConv2D,
  QuantizedDense,
  QuantizedDepthwiseConv2D,
};

const LAYERS = [
  BinaryConv2D,
  BinaryDense,
  BinaryDepthwiseConv2D,
  ChannelShuffle,
  LearnedShift,
  MeanImage,
  OutputScale,
  QuantizedActivation,
  QuantizedConv2D,
  QuantizedDense,
  QuantizedDepthwiseConv2D,
];

/** Makes tf.loadLayersModel know these layers by their class names. */
export function registerLayers(): void {
  for (const layer of LAYERS) tf.serialization.registerClass<tf.layers.Layer>(layer);
}

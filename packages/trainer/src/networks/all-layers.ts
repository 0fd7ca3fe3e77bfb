// The layers of a network, those of models in it included.
import * as tf from '@tensorflow/tfjs';

/** To any depth, in the order in which their weights are saved. */
export const allLayers = ({ layers }: tf.LayersModel): tf.layers.Layer[] =>
  layers.flatMap((layer) => (layer instanceof tf.LayersModel ? allLayers(layer) : [layer]));

// What a network is to the trainer: a function that builds it.
import type * as tf from '@tensorflow/tfjs';
import type * as layers from '../layers';

/** How training begins: what the recipe and the command line say about the first values of the weights. */
export interface NetworkStart {
  /** A network built twice from the same seed has the same weights. */
  readonly seed: number;
  /** First slopes of every PReLU. */
  readonly initialSlopes: number | 'glorot-uniform';
  readonly initialOutputScale: number;
}

/** TensorFlow.js and this package's layers: a network file outside the workspace needs no import, and gets the one copy that runs. */
export interface NetworkTools {
  readonly tf: typeof tf;
  readonly layers: typeof layers;
}

/** Builds an untrained network: images [N, height, width, channels] of 0 … 255 → scores [N, classes], without softmax. */
export type BuildNetwork = (start: NetworkStart, tools: NetworkTools) => tf.LayersModel;

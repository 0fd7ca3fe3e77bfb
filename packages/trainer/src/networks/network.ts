// What a network is to the trainer: a function that builds it.
import type * as tf from '@tensorflow/tfjs';
import type * as layers from '../layers';

/**
 * How training starts: what the recipe, the data and the command line say about a network and the first values of its
 * weights.
 */
export interface NetworkStart {
  /** A network built twice from the same seed has the same weights. */
  readonly seed: number;
  /** First slopes of every PReLU. */
  readonly initialSlopes: number | 'glorot-uniform';
  readonly initialOutputScale: number;
  /** [height, width, channels] of an image; default: CIFAR-10's, IMAGE_SHAPE. */
  readonly inputShape?: readonly [number, number, number];
  /** Scores that the network gives; default: CIFAR-10's, NUM_CLASSES. */
  readonly numClasses?: number;
}

export const IMAGE_SHAPE = [32, 32, 3] as const;
export const NUM_CLASSES = 10;

/**
 * TensorFlow.js and this package's layers: a network file outside the workspace needs no import, and gets the one copy
 * that runs.
 */
export interface NetworkTools {
  readonly tf: typeof tf;
  readonly layers: typeof layers;
}

/**
 * Builds an untrained network: images [N, height, width, channels] of 0 … 255 → scores [N, classes], without softmax.
 */
export type BuildNetwork = (start: NetworkStart, tools: NetworkTools) => tf.LayersModel;

// What the twin reads and what is compared with it, in a folder: numbers are raw and little-endian, a file per tensor.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../../data/images';
import type { NetworkStep, Trial } from '../network-step';
import { describeNetwork } from './describe-network';

const weightFile = (folder: string, weight: number): string => join(folder, `weights-${weight}`);

/** The weights as they are now. */
export function saveWeights({ learner }: NetworkStep, folder: string): void {
  learner.model.weights.forEach((weight, i) => writeNumbers(weightFile(folder, i), weight.read().dataSync()));
}

/** As saveWeights saved those of the same network. */
export function loadWeights({ learner }: NetworkStep, folder: string): void {
  const { weights } = learner.model;
  const saved = weights.map(({ shape }, i) => tf.tensor(readNumbers(weightFile(folder, i)), shape as number[]));
  weights.forEach((weight, i) => weight.write(saved[i]));
  tf.dispose(saved);
}

/**
 * What a twin needs beside the weights: network.json, `images`, `labels`, and those of the trials with -0, -1, … added.
 * Throws what describeNetwork throws.
 */
export function saveDescription({ learner, batch, trialBatches, learningRate }: NetworkStep, folder: string): void {
  const { model, optimizer } = learner;
  const network = describeNetwork(model);
  if (optimizer.kind !== 'adam') throw new Error(`expected the recipe's optimizer to be adam, got ${optimizer.kind}`);
  const { beta1, beta2, epsilon } = optimizer.settings;
  const adam = { rate: learningRate, beta1, beta2, epsilon };
  const imageShape = batch.images.shape.slice(1);
  writeFileSync(join(folder, 'network.json'), JSON.stringify({ ...network, imageShape, adam }));
  writeBatch(folder, '', batch);
  trialBatches.forEach((each, i) => writeBatch(folder, `-${i}`, each));
}

const gradientFile = (folder: string, weight: number): string => join(folder, `gradient-${weight}`);

/** Of each trainable weight, by its position among all weights. */
export function saveGradients({ learner }: NetworkStep, { gradients }: Trial, folder: string): void {
  const { model, latents, others } = learner;
  const positions = new Map(model.weights.map((weight, i) => [weight.read(), i]));
  [...latents, ...others].forEach((variable, i) => {
    writeNumbers(gradientFile(folder, positions.get(variable)!), gradients[i]);
  });
}

/** As one of the programs saved it. */
export const readGradient = (folder: string, weight: number): Float32Array => readNumbers(gradientFile(folder, weight));

const readNumbers = (path: string): Float32Array => new Float32Array(Uint8Array.from(readFileSync(path)).buffer);

function writeBatch(folder: string, suffix: string, { images, labels }: Batch): void {
  writeNumbers(join(folder, `images${suffix}`), images.dataSync());
  writeNumbers(join(folder, `labels${suffix}`), labels.dataSync());
}

function writeNumbers(path: string, { buffer, byteOffset, byteLength }: ArrayBufferView): void {
  writeFileSync(path, new Uint8Array(buffer, byteOffset, byteLength));
}

// The measured program in TensorFlow.js, `ours` or `plain`: serves requests on stdin.
import { createInterface } from 'node:readline';
import type * as tf from '@tensorflow/tfjs';
import { BitplaneError } from '@bitplane/model';
import { loadBackend, loadPlainBackend } from '../backend';
import { convolutionFloor } from './floor';
import { makeNetworkStep, type NetworkStep } from './network-step';
import { profileOperations } from './profile';
import { loadWeights, saveDescription, saveGradients, saveWeights } from './twin/files';
import type { Failure } from './worker';

export type Request =
  | { readonly do: 'start'; readonly network: string; readonly batchSize: number }
  | { readonly do: 'save' | 'load' | 'describe'; readonly folder: string }
  | { readonly do: 'trial'; readonly index: number; readonly count: number; readonly folder: string }
  | { readonly do: 'steps'; readonly count: number }
  | { readonly do: 'profile'; readonly count: number }
  | { readonly do: 'floor' };

let step: NetworkStep;

async function answer(request: Request): Promise<unknown> {
  switch (request.do) {
    case 'start': {
      const { notice } = await (process.argv[2] === 'plain' ? loadPlainBackend() : loadBackend());
      step = makeNetworkStep(request.network, request.batchSize);
      return { notice, weights: trainedWeights(step.learner.model) };
    }
    case 'save':
      return saveWeights(step, request.folder);
    case 'load':
      return loadWeights(step, request.folder);
    case 'describe':
      return saveDescription(step, request.folder);
    case 'trial': {
      const trial = step.trial(request.index, request.count);
      saveGradients(step, trial, request.folder);
      return trial.losses;
    }
    case 'steps':
      return Array.from({ length: request.count }, () => {
        const began = performance.now();
        const loss = step.run();
        return { ms: performance.now() - began, loss };
      });
    case 'profile':
      return profileOperations(() => step.run(), request.count);
    case 'floor':
      return convolutionFloor(step.learner.model, step.batch.images.shape[0]);
  }
}

/** [position, name] of each weight that has a gradient. */
const trainedWeights = (model: tf.LayersModel): [number, string][] =>
  model.trainableWeights.map((weight) => [model.weights.indexOf(weight), weight.originalName]);

/** What is wrong with a network is a reply; whatever else fails ends the program. */
async function reply(request: Request): Promise<unknown> {
  try {
    return (await answer(request)) ?? null;
  } catch (error) {
    if (!(error instanceof BitplaneError)) throw error;
    const { code, message } = error;
    return { failure: { code, message } } satisfies Failure;
  }
}

async function main(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await reply(JSON.parse(line) as Request))}\n`);
  }
}

void main();

// The measured program in TensorFlow.js, `ours` or `plain`: serves requests on stdin.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { loadBackend, loadPlainBackend } from '../backend';
import { convolutionFloor } from './floor';
import { makeNetworkStep, type NetworkStep } from './network-step';
import { profileOperations } from './profile';

export type Request =
  | { readonly do: 'start'; readonly batchSize: number }
  | { readonly do: 'save'; readonly folder: string }
  | { readonly do: 'steps'; readonly count: number }
  | { readonly do: 'profile'; readonly count: number }
  | { readonly do: 'floor'; readonly batchSize: number };

let step: NetworkStep;

async function answer(request: Request): Promise<unknown> {
  switch (request.do) {
    case 'start': {
      const { notice } = await (process.argv[2] === 'plain' ? loadPlainBackend() : loadBackend());
      step = makeNetworkStep(request.batchSize);
      return { notice };
    }
    case 'save':
      return save(request.folder);
    case 'steps':
      return Array.from({ length: request.count }, () => {
        const began = performance.now();
        const loss = step.run();
        return { ms: performance.now() - began, loss };
      });
    case 'profile':
      return profileOperations(() => step.run(), request.count);
    case 'floor':
      return convolutionFloor(request.batchSize);
  }
}

/** Weights and batch as raw little-endian numbers, a file each, for the same network in PyTorch. */
function save(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const { learner, batch } = step;
  const tensors = new Map([
    ['images', batch.images],
    ['labels', batch.labels],
    ...learner.model.weights.map((weight) => [weight.originalName.replace('/', '.'), weight.read()] as const),
  ]);
  for (const [name, tensor] of tensors) {
    const values = tensor.dataSync();
    writeFileSync(join(folder, name), new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return [...tensors.keys()];
}

async function main(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify((await answer(JSON.parse(line) as Request)) ?? null)}\n`);
  }
}

void main();

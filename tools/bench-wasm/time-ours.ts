// A process of its own: checks the network against its golden vectors, times it for a while, prints {"median_ns": …}.
// node --require tsx/cjs time-ours.ts EXPORT-FOLDER MILLISECONDS
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { summarizeTimes } from '@bitplane/deployer';
import { BitplaneError, readGolden } from '@bitplane/model';
import { load, type Network } from '@bitplane/wasm';
import { superviseCommandLine } from '@bitplane/cli';

const WARM_UP_CALLS = 1000;

async function main(folder: string, milliseconds: number): Promise<void> {
  const network = await load(readFileSync(join(folder, 'model.bpm')));
  const golden = readGolden(readFileSync(join(folder, 'golden/golden.bpv')));
  for (const tensors of golden.images) requireScores(network, tensors[0].data as Uint8Array, [...tensors.at(-1)!.data]);
  const pixels = golden.images[0][0].data as Uint8Array;
  for (let k = 0; k < WARM_UP_CALLS; k++) network.run(pixels);
  const times: number[] = [];
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    const start = process.hrtime.bigint();
    network.run(pixels);
    times.push(Number(process.hrtime.bigint() - start));
  }
  console.log(JSON.stringify(summarizeTimes(times)));
}

function requireScores(network: Network, pixels: Uint8Array, expected: readonly number[]): void {
  const scores = [...network.run(pixels)];
  if (scores.length === expected.length && scores.every((score, k) => Object.is(score, expected[k]))) return;
  throw new BitplaneError(
    'E_MISMATCH',
    `${network.name}: expected the scores ${expected.join(' ')}, got ${scores.join(' ')}`,
  );
}

superviseCommandLine(() => main(process.argv[2], Number(process.argv[3])));

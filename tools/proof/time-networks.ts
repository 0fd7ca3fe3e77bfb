// The C program on this machine beside the source's own runtimes: a process each, in turn, one thread, one image a
// call.
import { dirname, join } from 'node:path';
import type { Machine } from './machines';
import { runProgram } from './machines';
import type { Peer, ProofNetwork } from './networks';
import { exportOf, type Proof } from './prove';
import { requirePython, runScript } from './python-tools';
import type { Source } from './sources';

export const OURS = 'Bitplane';

/** A network's first file, whose export is timed, with what is timed beside it. */
export interface Timed {
  readonly network: ProofNetwork;
  readonly sources: readonly Source[];
  readonly proof: Proof;
}

interface Plan {
  readonly rounds: number;
  readonly folder: string;
  readonly machine: Machine;
  readonly isSmall: boolean;
}

/** Of one visit to a runtime. */
const SECONDS = 1;
const REPEATS = 30;

/** Adds a median per round to each proof's times. Throws E_PROGRAM, E_SETUP. */
export async function timeNetworks(timed: readonly Timed[], plan: Plan): Promise<void> {
  for (let round = 1; round <= plan.rounds; round++) {
    process.stderr.write(`round ${round} of ${plan.rounds} …\n`);
    for (const each of timed) {
      add(each.proof, OURS, await timeOurs(each, plan));
      for (const peer of each.network.peers) add(each.proof, peer.name, await timePeer(each, peer, plan));
    }
  }
}

function add({ times }: Proof, name: string, nanoseconds: number): void {
  (times[name] ??= []).push(nanoseconds);
}

async function timeOurs({ sources: [source] }: Timed, { folder, machine }: Plan): Promise<number> {
  const model = join(exportOf(source, folder), 'model.bpm');
  const output = await runProgram(machine, [
    'bench',
    '--model',
    model,
    '--repeats',
    String(REPEATS),
    '--noise',
    'keep',
  ]);
  return (JSON.parse(output) as { total: { median_ns: number } }).total.median_ns;
}

async function timePeer({ network, sources }: Timed, { runtime, file }: Peer, { isSmall }: Plan): Promise<number> {
  const { tools, name } = network;
  const given = file === null ? name : sources.find(({ path }) => path.endsWith(file))!.path;
  const images = join(dirname(sources[0].path), 'images.raw');
  const args = [runtime, given, images, String(SECONDS), ...(isSmall ? ['--small'] : [])];
  return Number(await runScript(requirePython(tools), SCRIPTS[tools], args));
}

const SCRIPTS = { larq: 'time_larq.py', brevitas: 'time_torch.py' } as const;

// The command `bench`: a training step of a network, ours beside plain TensorFlow.js and PyTorch.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireWritable, sourceState, userPath, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { requireNetwork } from '../networks';
import { requireSameLoss, requireSameTrials } from './same-results';
import { pytorchProgram } from './pytorch';
import type { Profile } from './profile';
import { ratioLines, speedLines, timeTable, type BenchRecord } from './report';
import { median } from './statistics';
import { inTurn, Worker, type Program } from './worker';

export interface BenchOptions {
  /** A name of the list, or a file. */
  readonly network: string;
  readonly batchSize: number;
  readonly rounds: number;
  /** Steps of each program in a round. */
  readonly steps: number;
  /** Default: the machine's cores. */
  readonly threads?: number;
  readonly python?: string;
  readonly pytorch: boolean;
  readonly json?: string;
  readonly print: (line: string) => void;
}

interface Step {
  readonly ms: number;
  readonly loss: number;
}

/** Steps until JavaScript is compiled for good: a run has thousands. */
const WARM_UP = 60;
const PROFILED = 10;

/**
 * Measures in rounds: in each, every program in turn makes the same number of steps, alone on the machine. Throws
 * what buildNetwork throws, E_LAYER for a network that has no twin in PyTorch, E_MISMATCH where the programs do not
 * compute the same losses and gradients, E_SETUP where one cannot be had.
 */
export async function bench(options: BenchOptions): Promise<void> {
  const threads = options.threads ?? availableParallelism();
  requireNetwork(options.network);
  if (options.json !== undefined) requireWritable(userPath(options.json), 'choose another with --json');
  const load = loadavg()[0];
  if (load > 0.5 * cpus().length) options.print(`This machine is busy (load ${load.toFixed(1)}): times will vary.`);
  const workers: Worker[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-bench-'));
  try {
    const started = await start({ ...options, threads, folder }, workers);
    const record = await measure(started, { ...options, threads });
    const about = {
      date: new Date().toISOString(),
      commit: sourceState().commit,
      cpu: cpus()[0].model,
      load,
      ...record,
    };
    if (options.json !== undefined) {
      writeWhole(userPath(options.json), `${JSON.stringify(about, null, 2)}\n`);
    }
    [...timeTable(record), ...speedLines(record), ...ratioLines(record)].forEach((line) => options.print(line));
  } finally {
    workers.forEach((worker) => worker.end());
    rmSync(folder, { recursive: true });
  }
}

/** The programs with the same network and batch, after their first steps. */
interface Programs {
  readonly plain: Worker;
  readonly ours: Worker;
  readonly pytorch: Worker | null;
  /** PyTorch's. */
  readonly version: string | null;
}

interface Started {
  readonly notice: string | null;
  /** [position, name] of those that have a gradient. */
  readonly weights: readonly (readonly [number, string])[];
}

type Start = BenchOptions & { readonly threads: number; readonly folder: string };

/** Starts the programs and compares what they compute. Adds each to `workers` at once: the caller ends them. */
async function start(options: Start, workers: Worker[]): Promise<Programs> {
  const { network, batchSize, threads, folder, python } = options;
  const add = (program: Program): Worker => {
    workers.push(new Worker(program));
    return workers[workers.length - 1];
  };
  const [plain, ours] = [add(tensorFlowJs('plain', threads)), add(tensorFlowJs('ours', threads))];
  const [, { notice, weights }] = await inTurn([plain, ours], (worker) =>
    worker.ask<Started>({ do: 'start', network, batchSize }),
  );
  if (notice !== null) throw new BitplaneError('E_SETUP', notice);
  // A user's network may draw its first weights without a seed.
  await ours.ask({ do: 'save', folder });
  await plain.ask({ do: 'load', folder });
  // What PyTorch cannot do is said before it is downloaded.
  if (options.pytorch) await ours.ask({ do: 'describe', folder });
  const pytorch = options.pytorch ? add(pytorchProgram(python, threads)) : null;
  const version = (await pytorch?.ask<{ version: string }>({ do: 'start', threads, folder }))?.version ?? null;
  await requireSameTrials(workers, { folder, weights: new Map(weights) });
  const first = await inTurn(workers, (worker) => worker.ask<Step[]>({ do: 'steps', count: WARM_UP }));
  requireSameLoss(Object.fromEntries(workers.map(({ name }, i) => [name, first[i][0].loss])));
  return { plain, ours, pytorch, version };
}

async function measure(programs: Programs, options: BenchOptions & { readonly threads: number }): Promise<BenchRecord> {
  const { network, batchSize, rounds, steps, threads, print } = options;
  const { plain, ours, pytorch, version } = programs;
  const workers = [plain, ours, pytorch].filter((worker) => worker !== null);
  const floors: number[] = [];
  const times: number[][] = workers.map(() => []);
  for (let round = 0; round < rounds; round++) {
    print(`round ${round + 1} of ${rounds}`);
    floors.push(await plain.ask<number>({ do: 'floor' }));
    const results = await inTurn(workers, (worker) => worker.ask<Step[]>({ do: 'steps', count: steps }));
    results.forEach((result, i) => times[i].push(median(result.map(({ ms }) => ms))));
  }
  const [before, after] = await inTurn([plain, ours], (worker) =>
    worker.ask<Profile>({ do: 'profile', count: PROFILED }),
  );
  return {
    network,
    batchSize,
    threads,
    pytorch: version,
    stepMs: { plain: times[0], ours: times[1], pytorch: times[2] ?? null },
    floorMs: median(floors),
    operations: { before: before.operations, after: after.operations },
    profiledMs: { before: before.stepMs, after: after.stepMs },
  };
}

function tensorFlowJs(variant: 'plain' | 'ours', threads: number): Program {
  return {
    name: variant === 'plain' ? 'plain TensorFlow.js' : 'ours',
    command: process.execPath,
    args: [join(__dirname, '../../bin/bench-tensorflow-js.js'), variant],
    env: { TF_NUM_INTRAOP_THREADS: String(threads), TF_CPP_MIN_LOG_LEVEL: '2' },
  };
}

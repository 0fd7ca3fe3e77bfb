// The command `bench`: a training step of the reference network, ours beside plain TensorFlow.js and PyTorch.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireWritable, userPath, workspaceRoot, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { pytorchProgram } from './pytorch';
import type { OperationTime } from './profile';
import { ratioLines, speedLines, timeTable, type BenchRecord } from './report';
import { median } from './statistics';
import { Worker, type Program } from './worker';

export interface BenchOptions {
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
/** The programs round sums differently, which turns single signs over; a network that differs is off by tenths. */
const LOSS_TOLERANCE = 0.02;

/**
 * Measures in rounds: in each, every program in turn makes the same number of steps, alone on the machine. Throws
 * E_MISMATCH where the programs do not compute the same loss, E_SETUP where one cannot be had.
 */
export async function bench(options: BenchOptions): Promise<void> {
  const threads = options.threads ?? availableParallelism();
  if (options.json !== undefined) requireWritable(userPath(options.json), 'choose another with --json');
  const load = loadavg()[0];
  if (load > 0.5 * cpus().length) options.print(`This machine is busy (load ${load.toFixed(1)}): times will vary.`);
  const programs = [tensorFlowJs('plain', threads), tensorFlowJs('ours', threads)];
  if (options.pytorch) programs.push(pytorchProgram(options.python, threads));
  const workers = programs.map((program) => new Worker(program));
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-bench-'));
  try {
    const record = await measure(workers, { ...options, threads, folder });
    const about = { date: new Date().toISOString(), commit: commit(), cpu: cpus()[0].model, load, ...record };
    if (options.json !== undefined) {
      writeWhole(userPath(options.json), `${JSON.stringify(about, null, 2)}\n`);
    }
    [...timeTable(record), ...speedLines(record), ...ratioLines(record)].forEach((line) => options.print(line));
  } finally {
    workers.forEach((worker) => worker.end());
    rmSync(folder, { recursive: true });
  }
}

type Plan = BenchOptions & { readonly threads: number; readonly folder: string };

async function measure(workers: readonly Worker[], plan: Plan): Promise<BenchRecord> {
  const { batchSize, rounds, steps, threads, folder, print } = plan;
  const [plain, ours, pytorch] = workers as [Worker, Worker, Worker | undefined];
  const starts = await inTurn([plain, ours], (worker) =>
    worker.ask<{ notice: string | null }>({ do: 'start', batchSize }),
  );
  const notice = starts[1].notice;
  if (notice !== null) throw new BitplaneError('E_SETUP', notice);
  await ours.ask({ do: 'save', folder });
  const version = (await pytorch?.ask<{ version: string }>({ do: 'start', batchSize, threads, folder }))?.version;
  const first = await inTurn(workers, (worker) => worker.ask<Step[]>({ do: 'steps', count: WARM_UP }));
  requireSameLoss(first.map(([step]) => step.loss));

  const floors: number[] = [];
  const times: number[][] = workers.map(() => []);
  for (let round = 0; round < rounds; round++) {
    print(`round ${round + 1} of ${rounds}`);
    floors.push(await plain.ask<number>({ do: 'floor', batchSize }));
    const results = await inTurn(workers, (worker) => worker.ask<Step[]>({ do: 'steps', count: steps }));
    results.forEach((result, i) => times[i].push(median(result.map(({ ms }) => ms))));
  }
  const [before, after] = await inTurn([plain, ours], (worker) =>
    worker.ask<OperationTime[]>({ do: 'profile', count: PROFILED }),
  );
  const stepMs = { plain: times[0], ours: times[1], pytorch: times[2] ?? null };
  return {
    batchSize,
    threads,
    pytorch: version ?? null,
    stepMs,
    floorMs: median(floors),
    operations: { before, after },
  };
}

/** One after the other: no program runs while another is measured. */
async function inTurn<Item, Result>(items: readonly Item[], run: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await run(item));
  return results;
}

function requireSameLoss(losses: readonly number[]): void {
  if (losses.every((loss) => Math.abs(loss - losses[0]) < LOSS_TOLERANCE)) return;
  throw new BitplaneError(
    'E_MISMATCH',
    `expected the same loss of the same weights and images in plain TensorFlow.js, ours and PyTorch, got ${losses.join(', ')}: the times would mean nothing`,
  );
}

function tensorFlowJs(variant: 'plain' | 'ours', threads: number): Program {
  return {
    name: variant === 'plain' ? 'plain TensorFlow.js' : 'ours',
    command: process.execPath,
    args: ['--require', require.resolve('tsx/cjs'), join(__dirname, 'tensorflow-js.ts'), variant],
    env: { TF_NUM_INTRAOP_THREADS: String(threads), TF_CPP_MIN_LOG_LEVEL: '2' },
  };
}

function commit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: workspaceRoot(), encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

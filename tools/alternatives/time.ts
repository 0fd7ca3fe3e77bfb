// Times of one image, of each network in turn: what slows the machine for a while slows all of them.
import { requireHostProgram, runHostProgram } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { openGraph } from '../quickstart/onnxruntime-bench';

const CALLS = 100;

/** Nanoseconds of the median call on one thread, of a .bpm file in the C runtime, of any other in onnxruntime. */
export async function timeInTurn(files: readonly string[], rounds: number): Promise<number[]> {
  const timers: Timer[] = [];
  for (const file of files) timers.push(file.endsWith('.bpm') ? timerOfOurs(file) : await timerOf(file));
  const times = files.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [k, time] of timers.entries()) times[k].push(await time());
  }
  return times.map(median);
}

type Timer = () => Promise<number>;

async function timerOf(file: string): Promise<Timer> {
  const graph = await openGraph(file);
  return async () => median(await graph.run(CALLS));
}

function timerOfOurs(file: string): Timer {
  const program = requireHostProgram();
  return () => {
    const { stdout, failure } = runHostProgram(program, ['bench', '--model', file, '--repeats', String(CALLS)]);
    if (failure !== null) throw new BitplaneError('E_PROGRAM', `${program} bench: ${failure}`);
    const { total } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { total: { median_ns: number } };
    return Promise.resolve(total.median_ns);
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

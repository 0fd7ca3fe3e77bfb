// Convolutions of floats, QuickNet's, beside onnxruntime's, in turn, one thread each.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { summarizeTimes } from '@bitplane/deployer';
import Table from 'cli-table3';
import { openGraph } from '../quickstart/onnxruntime-bench';
import { convGraph, type FloatLayer } from './conv-graph';

const CALLS = 50;

interface OurTime {
  readonly layer: string;
  readonly kernel: string;
  readonly shape: FloatLayer;
  readonly median_ns: number | null;
}

/** Prints a table of medians; fails where a result of ours is wrong. */
export async function benchFloats(rounds: number): Promise<void> {
  const ours = new Map<string, OurTime[]>();
  const theirs = new Map<string, number[]>();
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`round ${round} of ${rounds} …\n`);
    for (const time of ourTimes()) {
      ours.set(time.layer, [...(ours.get(time.layer) ?? []), time]);
      theirs.set(time.layer, [...(theirs.get(time.layer) ?? []), await theirTime(time.shape)]);
    }
  }
  const table = new Table({ head: ['layer', 'kernel', 'ours, µs', 'onnxruntime, µs', 'its time / ours'] });
  for (const [layer, times] of ours) {
    const kept = times.map(({ median_ns }) => median_ns).filter((ns) => ns !== null);
    const [our, their] = [median(kept), median(theirs.get(layer)!)];
    table.push([layer, times[0].kernel, (our / 1000).toFixed(1), (their / 1000).toFixed(1), (their / our).toFixed(2)]);
  }
  console.log(table.toString());
}

function ourTimes(): OurTime[] {
  const program = join(workspaceRoot(), 'packages/runtime-c/build/host/bench/bitplane-float-bench');
  const lines = execFileSync(program, ['--rounds', '3'], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as OurTime);
}

/** The median of a graph's calls, in nanoseconds; the call from JavaScript, about 20 µs, is included. */
async function theirTime(layer: FloatLayer): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-bench-floats-'));
  try {
    const file = join(folder, 'conv.onnx');
    writeFileSync(file, convGraph(layer));
    const graph = await openGraph(file);
    return summarizeTimes(await graph.run(CALLS)).median_ns;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

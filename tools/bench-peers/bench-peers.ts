// This library's layers beside those of others, in turn, in one run.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { buildPrograms, installPeers } from './install';
import { outputOf, visit, visitsOf } from './measure';
import { networkFolder } from './network';
import { OURS, type Peer } from './peers';
import { printRecord, writeRecord } from './print';
import type { BenchRecord, Series } from './record';

export interface Plan {
  /** Visits to each library. */
  readonly rounds: number;
  /** Of each layer in a visit. */
  readonly milliseconds: number;
  readonly peers: readonly Peer[];
  /** The folder of the record and the page. */
  readonly out: string;
}

/** Throws E_SETUP, E_PROGRAM where a result is wrong, and E_INTERRUPTED; in each case nothing is written. */
export async function benchPeers({ peers, ...plan }: Plan, signal: AbortSignal): Promise<void> {
  const build = await buildPrograms(peers, peers.length === 0 ? null : await installPeers(signal), signal);
  const folder = await networkFolder();
  const bitplane = join(build, 'bitplane');
  const { features } = JSON.parse(await outputOf(bitplane, ['cpu'])) as { features: string[] };
  const series: Series[] = features.includes('avx512bw') ? ['avx2', 'native'] : ['native'];
  const verify = ['verify', '--model', join(folder, 'model.bpm'), '--golden', join(folder, 'golden/golden.bpv')];
  for (const name of series) await outputOf(bitplane, verify, environment(name));

  const visits = visitsOf(peers, series, build);
  const network: Record<string, number[]> = {};
  const add = async (name: string, program: string, args: readonly string[], env = {}): Promise<void> => {
    const report = JSON.parse(await outputOf(program, args, env)) as {
      median_ns?: number;
      total?: { median_ns: number };
    };
    (network[name] ??= []).push(report.total?.median_ns ?? report.median_ns ?? NaN);
  };
  const onnxruntime = (graph: string): string[] => [
    ...['--require', 'tsx/cjs', join(__dirname, 'onnxruntime.ts')],
    ...[join(folder, graph), String(4 * plan.milliseconds)],
  ];
  for (let round = 1; round <= plan.rounds; round++) {
    process.stderr.write(`round ${round} of ${plan.rounds} …\n`);
    for (const each of visits) await visit(each, plan.milliseconds);
    const bench = ['bench', '--model', join(folder, 'model.bpm'), '--repeats', '1000'];
    for (const name of series) await add(`bitplane-${name}`, bitplane, bench, environment(name));
    await add('onnxruntime-f32', process.execPath, onnxruntime('twin-float.onnx'));
    await add('onnxruntime-int8', process.execPath, onnxruntime('twin-int8.onnx'));
  }
  const record: BenchRecord = {
    schema: 'bitplane-bench-peers/1',
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    cpu: cpus()[0].model.trim(),
    compiler: compilerOf(await outputOf(bitplane, ['bench', '--model', join(folder, 'model.bpm'), '--repeats', '1'])),
    rounds: plan.rounds,
    peers: visits.map(({ times }) => times),
    network,
  };
  const files = writeRecord(record, plan.out);
  printRecord(record, series, files);
}

const environment = (series: Series): Readonly<Record<string, string>> =>
  series === 'avx2' && OURS.avx2 !== null ? OURS.avx2 : {};

const compilerOf = (report: string): string => (JSON.parse(report) as { compiler: string }).compiler;

function commit(): string | null {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: workspaceRoot(), encoding: 'utf8' }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', 'packages/runtime-c') === '' ? '' : ' with changes'}`;
  } catch {
    return null;
  }
}

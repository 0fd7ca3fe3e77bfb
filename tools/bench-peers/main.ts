// `nx run runtime-c:bench-peers`: this library's layers beside those of others, in turn, in one run.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { failureExitCode, failureLine, outFolder, userPath, workspaceRoot } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { buildPrograms, installPeers } from './install';
import { outputOf, visit, visitsOf } from './measure';
import { networkFolder } from './network';
import { OURS, PEERS, type Peer } from './peers';
import { printRecord, writeRecord } from './print';
import type { BenchRecord, Series } from './record';

interface Options {
  readonly rounds: number;
  readonly milliseconds: number;
  readonly peers: string;
  readonly out: string;
}

async function benchPeers(options: Options): Promise<void> {
  const peers = choosePeers(options.peers);
  const build = await buildPrograms(peers, peers.length === 0 ? null : await installPeers());
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
    ...[join(folder, graph), String(4 * options.milliseconds)],
  ];
  for (let round = 1; round <= options.rounds; round++) {
    process.stderr.write(`round ${round} of ${options.rounds} …\n`);
    for (const each of visits) await visit(each, options.milliseconds);
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
    rounds: options.rounds,
    peers: visits.map(({ times }) => times),
    network,
  };
  const files = writeRecord(record, userPath(options.out));
  printRecord(record, series, files);
}

const environment = (series: Series): Readonly<Record<string, string>> =>
  series === 'avx2' && OURS.avx2 !== null ? OURS.avx2 : {};

function choosePeers(names: string): Peer[] {
  const wanted = names.split(',').filter((name) => name !== '');
  const unknown = wanted.find((name) => !PEERS.some((peer) => peer.name === name));
  if (unknown === undefined) return PEERS.filter(({ name }) => wanted.includes(name));
  const known = PEERS.map(({ name }) => name).join(', ');
  throw new BitplaneError('E_USAGE', `--peers: expected some of ${known}, got "${unknown}"`);
}

const compilerOf = (report: string): string => (JSON.parse(report) as { compiler: string }).compiler;

function commit(): string | null {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: workspaceRoot(), encoding: 'utf8' }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', 'packages/runtime-c') === '' ? '' : ' with changes'}`;
  } catch {
    return null;
  }
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('expected a whole number of 1 or more.');
}

const program = new Command('nx run runtime-c:bench-peers')
  .description(
    'Times binary convolution layers of this library beside OpenBLAS, oneDNN int8 and XNNPACK qs8, and the reference network beside onnxruntime: one process each, in turn, one thread. Every result is checked before it is timed.',
  )
  .option('--rounds <n>', 'rounds; each library runs once per round', positiveInteger, 14)
  .option('--milliseconds <n>', 'time per layer and round', positiveInteger, 60)
  .option('--peers <names>', 'libraries to compare, separated by commas', PEERS.map(({ name }) => name).join(','))
  .option('--out <dir>', 'folder for record.json and index.html', outFolder('bench-peers'))
  .allowExcessArguments(false)
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2);
  });

benchPeers(program.parse().opts()).catch((error: unknown) => {
  process.stderr.write(`${failureLine(error)}\n`);
  process.exitCode = failureExitCode(error);
});

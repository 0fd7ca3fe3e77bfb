// This library's layers beside those of others, and whole networks in other engines, in turn, in one run.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { buildPrograms } from './build';
import { thisCpu } from './cpu';
import { canRun, ENGINES, ScoreCheck, visitEngine, visitOurs, type Engine, type NetworkFiles } from './engines';
import { problemFiles, visit, visitsOf } from './measure';
import { referenceFiles, shapeFiles } from './network';
import { installPackages, releaseOf, type PackageList } from './packages';
import { OURS, type Peer } from './peers';
import { printRecord, writeRecord } from './print';
import type { BenchRecord, NetworkTimes, Series } from './record';
import { outputOf } from './run-program';

export interface Plan {
  /** Visits to each library. */
  readonly rounds: number;
  /** Of each layer in a visit. */
  readonly milliseconds: number;
  readonly peers: readonly Peer[];
  /** The folder of the record and the page. */
  readonly out: string;
}

const IMAGES = 1000;
/** A visit to a network takes as long as one to a few layers. */
const LAYERS_PER_NETWORK = 4;

/** Throws E_SETUP, E_PROGRAM where a result is wrong, and E_INTERRUPTED; in each case nothing is written. */
export async function benchPeers({ peers, ...plan }: Plan, signal: AbortSignal): Promise<void> {
  const engines = ENGINES.filter(
    ({ name, packages }) => packages === 'onnxruntime' || peers.some((peer) => peer.name === name),
  );
  const installed = await install([...peers, ...engines], signal);
  const build = await buildPrograms(peers, installed, signal);
  const bitplane = join(build, 'bitplane');
  const { features } = JSON.parse(await outputOf({ program: bitplane, args: ['cpu'], env: {} })) as {
    features: string[];
  };
  const series: Series[] = features.includes('avx512bw') ? ['avx2', 'native'] : ['native'];
  const reference = await referenceFiles();
  const golden = ['--golden', join(reference.folder, 'golden/golden.bpv')];
  const verify = ['verify', '--model', join(reference.folder, 'model.bpm'), ...golden];
  for (const name of series) await outputOf({ program: bitplane, args: verify, env: environment(name) });

  const problems = await problemFiles(build, installed.get('litert') ?? null);
  const visits = visitsOf(peers, series, { build, installed, problems });
  const network = async (files: NetworkFiles): Promise<NetworkVisits> => {
    const own = engines.filter((engine) => canRun(engine, files));
    for (const { prepare } of own) await prepare?.(files, installed.get('litert')!);
    const ours = OURS_IN_NETWORKS.filter(({ held }) => series.includes(held));
    return { files, engines: own, times: [...ours, ...own].map(timesOf) };
  };
  const networks = { reference: await network(reference), shape: await network(shapeFiles()) };
  let compiler = '';
  for (let round = 1; round <= plan.rounds; round++) {
    process.stderr.write(`round ${round} of ${plan.rounds} …\n`);
    for (const each of visits) await visit(each, plan.milliseconds);
    for (const { files, engines: own, times } of Object.values(networks)) {
      let scores: readonly number[] = [];
      for (const { name, held } of OURS_IN_NETWORKS.filter((each) => series.includes(each.held))) {
        const sample = await visitOurs(bitplane, files, IMAGES, environment(held));
        times.find(({ engine }) => engine === name)!.ns.push(sample.median_ns);
        ({ compiler, scores } = sample);
      }
      const check = new ScoreCheck(scores);
      for (const [k, engine] of own.entries()) {
        const sample = await visitEngine(engine, files, LAYERS_PER_NETWORK * plan.milliseconds, installed);
        check.require(engine, sample.scores);
        const place = times.length - own.length + k;
        times[place] = { ...times[place], kernel: sample.kernel, ns: [...times[place].ns, sample.median_ns] };
      }
    }
  }
  const record: BenchRecord = {
    schema: 'bitplane-bench-peers/2',
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    cpu: thisCpu(),
    compiler,
    rounds: plan.rounds,
    peers: visits.map(({ times }) => times),
    networks: { reference: networks.reference.times, shape: networks.shape.times },
  };
  const files = writeRecord(record, plan.out);
  printRecord(record, series, files);
}

interface NetworkVisits {
  readonly files: NetworkFiles;
  readonly engines: readonly Engine[];
  readonly times: NetworkTimes[];
}

const OURS_IN_NETWORKS = [
  { name: OURS.name, held: 'native' },
  { name: `${OURS.name} held to AVX2`, held: 'avx2' },
] as const;

const timesOf = (engine: { readonly name: string } & Partial<Engine>): NetworkTimes => ({
  engine: engine.name,
  release: engine.packages === undefined ? null : releaseOf(engine.packages),
  ...{ kernel: null, slow: engine.slow ?? null, ns: [] },
});

/** Packages of all, and LiteRT's where others' files are written by it. */
export async function install(
  all: readonly { readonly packages: PackageList; readonly name: string }[],
  signal: AbortSignal,
): Promise<ReadonlyMap<PackageList, string>> {
  const lists = new Set(all.map(({ packages }) => packages));
  if (lists.has('lce')) lists.add('litert');
  const installed = new Map<PackageList, string>();
  for (const list of lists) installed.set(list, await installPackages(list, signal));
  return installed;
}

const environment = (series: Series): Readonly<Record<string, string>> => (series === 'avx2' ? OURS.avx2 : {});

export function commit(): string | null {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: workspaceRoot(), encoding: 'utf8' }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', 'packages/runtime-c') === '' ? '' : ' with changes'}`;
  } catch {
    return null;
  }
}

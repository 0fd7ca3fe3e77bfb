// Runs the programs in turn, a process for each visit.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installed } from './build';
import { releaseOf } from './packages';
import { OURS, type Peer } from './peers';
import { addSample, type LayerSample, type PeerTimes, type Series } from './record';
import { jsonLines, outputOf, script, type Started } from './run-program';

export interface Visit extends Started {
  readonly times: PeerTimes;
}

/** What visits run: a build, packages, and the layers' numbers in files. */
export interface Prepared {
  readonly build: string;
  readonly installed: Installed;
  readonly problems: string;
}

/** Each peer once in each series; one without a switch only as it comes. */
export function visitsOf(peers: readonly Peer[], series: readonly Series[], prepared: Prepared): Visit[] {
  const ours = (name: Series): Visit => ({
    times: { peer: OURS.name, release: null, series: name, layers: {} },
    ...{ program: join(prepared.build, OURS.program), args: [] },
    env: name === 'avx2' ? OURS.avx2 : {},
  });
  const theirs = (name: Series, peer: Peer): Visit => {
    const started = startOf(peer, prepared);
    return {
      times: { peer: peer.name, release: releaseOf(peer.packages), series: name, layers: {} },
      ...started,
      env: { ...started.env, ...(name === 'avx2' ? peer.avx2 : {}) },
    };
  };
  return series.flatMap((name) => [
    ours(name),
    ...peers.filter((peer) => name === 'native' || peer.avx2 !== null).map((peer) => theirs(name, peer)),
  ]);
}

function startOf({ kind, file, packages, env }: Peer, { build, installed, problems }: Prepared): Started {
  const folder = installed.get(packages)!;
  const library = join(build, 'bench/peers');
  if (kind === 'program')
    return { program: join(library, `bitplane-peer-${file}`), args: [], env: env?.(folder) ?? {} };
  if (kind === 'module') return script('run_in_python.py', [join(library, `libbitplane-peer-${file}.so`)], folder);
  const probe = join(library, 'libbitplane-core-probe.so');
  return script(file, ['--problems', problems, '--probe', probe], folder);
}

/** Writes the layers' numbers for the scripts. Resolves to the folder. litert: its packages; null: no .tflite files. */
export async function problemFiles(build: string, litert: string | null): Promise<string> {
  const folder = join(build, 'problems');
  mkdirSync(folder, { recursive: true });
  const program = join(build, 'bench/peers/bitplane-problem-files');
  writeFileSync(join(folder, 'layers.jsonl'), await outputOf({ program, args: ['--out', folder], env: {} }));
  if (litert !== null) await outputOf(script('write_layer_files.py', [folder], litert));
  return folder;
}

/** Adds one round of a peer. Throws E_PROGRAM where it fails, a wrong result included. */
export async function visit({ times, ...started }: Visit, milliseconds: number): Promise<void> {
  const args = [...started.args, '--rounds', '1', '--milliseconds', String(milliseconds)];
  for (const sample of jsonLines(await outputOf({ ...started, args }))) addSample(times, sample as LayerSample);
}

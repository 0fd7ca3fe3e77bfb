// Runs the programs in turn, a process for each visit.
import { basename, join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { runToEnd } from '../programs';
import { ONE_THREAD, OURS, type Peer } from './peers';
import { addSample, type LayerSample, type PeerTimes, type Series } from './record';

export interface Visit {
  readonly times: PeerTimes;
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Each peer once in each series; one without a switch only as it comes. */
export function visitsOf(peers: readonly Peer[], series: readonly Series[], build: string): Visit[] {
  return series.flatMap((name) =>
    [OURS, ...peers]
      .filter((peer) => name === 'native' || peer.avx2 !== null)
      .map((peer) => ({
        times: { peer: peer.name, series: name, layers: {} },
        program: join(build, peer.program),
        env: name === 'avx2' ? { ...peer.avx2 } : {},
      })),
  );
}

/** Adds one round of a peer. Throws E_PROGRAM where it fails, a wrong result included. */
export async function visit({ times, program, env }: Visit, milliseconds: number): Promise<void> {
  const output = await outputOf(program, ['--rounds', '1', '--milliseconds', String(milliseconds)], env);
  for (const line of output.trim().split('\n')) addSample(times, JSON.parse(line) as LayerSample);
}

/** Standard output of a program that must succeed. Throws E_PROGRAM, E_INTERRUPTED. */
export async function outputOf(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const running = { name: basename(program), env: { ...ONE_THREAD, ...env } };
  const { exitCode, stdout, stderr } = await runToEnd(program, args, running);
  if (exitCode === 0) return stdout;
  throw new BitplaneError('E_PROGRAM', `${program}: expected exit status 0, got ${exitCode}: ${stderr.trim()}`);
}

// Runs the programs in turn, a process for each visit.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
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

/** Standard output of a program that must succeed. */
export function outputOf(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...ONE_THREAD, ...env },
    });
    let [output, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const stop = (): void => {
      child.kill();
    };
    process.once('SIGINT', stop).once('SIGTERM', stop);
    child.on('error', reject).on('close', (code, signal) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      if (code === 0) resolve(output);
      else if (signal !== null) reject(new BitplaneError('E_INTERRUPTED', 'the bench was ended; nothing was written'));
      else reject(new BitplaneError('E_PROGRAM', `${program}: expected exit status 0, got ${code}: ${errors.trim()}`));
    });
  });
}

// `train --distributed`: starts mpirun, passes on what the ranks say, and ends all of them together.
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onInterruption, userPath } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { INSTALL_OPEN_MPI } from './install-advice';
import { LAUNCHED, openLine } from './launcher-watch';
import { sortMpirunOutput, type MpirunOutput } from './mpirun-output';
import { NETWORK_ADVICE } from './network-advice';

export interface LaunchOptions {
  /** How many ranks. */
  readonly distributed: number;
  /** Threads of each rank. */
  readonly threads?: number;
  /** Hosts for mpirun; default: this one. */
  readonly hostfile?: string;
  /** What Node runs; default: the command line of this package. */
  readonly program?: string;
}

/** The exit code of a rank that the user has ended. */
const INTERRUPTED = 130;

const PROGRAM = join(__dirname, '../../bin/bitplane-trainer.js');

/**
 * Runs the words of a command line once for each rank, and resolves when all have ended, to the exit code of the first
 * one, which has said what went wrong. Ctrl-C ends them after the current step, a second one at once. Throws E_SETUP
 * without Open MPI or where hosts cannot connect, E_TRAINING when a rank was killed or its host was lost, E_PROGRAM
 * when mpirun failed.
 */
export async function launch(words: readonly string[], options: LaunchOptions): Promise<number> {
  requireMpirun('--distributed');
  const line = openLine();
  const child = spawn('mpirun', [...mpirunWords(options), process.execPath, options.program ?? PROGRAM, ...words], {
    stdio: [line.output, 'inherit', 'pipe'],
    env: { ...process.env, ...settingsOfMpirun(), [LAUNCHED]: '1' },
    // A group of its own: the terminal's Ctrl-C comes to this process alone.
    detached: true,
  });
  const output = sortMpirunOutput();
  const lines = createInterface(child.stderr);
  lines.on('line', (text) => {
    if (output.take(text)) process.stderr.write(`${text}\n`);
  });
  let requests = 0;
  const release = onInterruption(() => {
    if (++requests === 1) line.end();
    else child.kill('SIGTERM');
  });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      // After the last line of its output.
      child.on('close', (exitCode) => resolve(exitCode ?? 1));
    });
    if (code === INTERRUPTED) return code;
    throwIfUnexplained(output, code);
    if (!output.hasExplained()) return 0;
    // mpirun passes on the signal of a rank that was killed, and not what the first one made of it. After a host was
    // lost Open MPI 5 returns 0.
    return code === 2 ? 2 : 1;
  } finally {
    release();
    line.end();
  }
}

/** Throws E_SETUP with how to install it. option: what needs it. */
export function requireMpirun(option: string): void {
  const obstacle = mpirunObstacle();
  if (obstacle !== null) throw new BitplaneError('E_SETUP', `${option} needs ${obstacle}: ${INSTALL_OPEN_MPI}`);
}

/** What is missing where Open MPI's mpirun cannot be started; else null. */
export function mpirunObstacle(): string | null {
  const { error, stdout, stderr } = spawnSync('mpirun', ['--version'], { encoding: 'utf8', env: process.env });
  if (error !== undefined) return 'mpirun, which is not in the PATH';
  if (/Open MPI|OpenRTE/.test(stdout + stderr)) return null;
  return `Open MPI's mpirun, got "${(stdout + stderr).trim().split('\n')[0]}"`;
}

/** A core for each thread; where there are too few, all ranks share what there is. */
function mpirunWords({ distributed, threads = 1, hostfile }: LaunchOptions): string[] {
  const words = ['-n', String(distributed), ...exportedVariables(), '-x', LAUNCHED];
  if (hostfile !== undefined) words.push('--hostfile', userPath(hostfile));
  const isCrowded = hostfile === undefined && distributed * threads > availableParallelism();
  if (isCrowded) return [...words, '--oversubscribe', '--bind-to', 'none'];
  return [...words, '--bind-to', 'core', '--map-by', `slot:PE=${threads}`];
}

/** The words by which mpirun takes the variables of this project to other hosts. */
export const exportedVariables = (): string[] =>
  Object.keys(process.env)
    .filter((name) => name.startsWith('BITPLANE_') && name !== LAUNCHED)
    .flatMap((name) => ['-x', name]);

/** What a user has set goes first. */
export function settingsOfMpirun(): NodeJS.ProcessEnv {
  const settings: Record<string, string> = Object.fromEntries(
    // What versions 4.1 and 5 read. A host that is cut off is noticed within 3 + 3·1 seconds.
    ['OMPI_MCA', 'PRTE_MCA'].flatMap((prefix) => [
      [`${prefix}_oob_tcp_keepalive_time`, '3'],
      [`${prefix}_oob_tcp_keepalive_intvl`, '1'],
      [`${prefix}_oob_tcp_keepalive_probes`, '3'],
    ]),
  );
  if (process.getuid?.() === 0) {
    // Containers have no other user; Open MPI asks for both.
    Object.assign(settings, { OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' });
  }
  return {
    ...settings,
    ...Object.fromEntries(
      Object.keys(settings).flatMap((name) => (name in process.env ? [[name, process.env[name]]] : [])),
    ),
  };
}

/** Of an end that no rank has explained. Open MPI 5 returns 0 after a host was lost. */
function throwIfUnexplained(output: MpirunOutput, code: number): void {
  if (output.hasExplained()) return;
  const lost = output.lost();
  if (lost !== null) {
    throw new BitplaneError(
      'E_TRAINING',
      `${lost}: all ranks have stopped, and the last checkpoint is good; continue with --resume, on any number of ranks`,
    );
  }
  if (code === 0) return;
  const unconnected = output.unconnected();
  if (unconnected !== null) throw new BitplaneError('E_SETUP', `${unconnected}: ${NETWORK_ADVICE}`);
  throw new BitplaneError('E_PROGRAM', `mpirun failed: ${output.notices().join(' ') || 'it gave no reason'}`);
}

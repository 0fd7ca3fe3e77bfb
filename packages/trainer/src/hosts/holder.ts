// A process that holds the namespaces of a host: network, name, mounts, shared memory and processes. They have no names
// in the system and end with it, all their processes and devices too; it ends with this program, however that happens.
// So nothing can be left over.
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { BitplaneError } from '@bitplane/model';
import { NAMESPACES } from './obstacle';
import { run, withSystemFolders } from './run';

export interface Holder {
  /** The process whose namespaces they are, as this program sees it. */
  readonly pid: number;
  /** Words that run a command in them. */
  readonly enter: readonly string[];
  /** Runs a short command in them. Throws E_SETUP where it fails. */
  run(program: string, words: readonly string[]): string;
  /** The same, in their network alone: it sees processes as this program does. */
  runInNetwork(program: string, words: readonly string[]): string;
  /** Ends all processes in them; resolves when they are gone. */
  end(): Promise<void>;
}

export interface HolderOptions {
  /** For the shell, before it is ready. */
  readonly statements?: string;
  /** Those on which all its processes run; default: those of this program. */
  readonly cores?: readonly number[];
}

/**
 * $1: the name; $2: statements. The first process in a namespace inherits those whose parents have ended, and a shell
 * collects them while it waits. It waits for the end of its input.
 */
const HOLD = `set -e
exec 3<&0
hostname "$1"
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /dev/shm
eval "$2"
echo ready
cat <&3 >/dev/null &
wait $!`;

/** Resolves when it is ready. Throws E_SETUP when it cannot start. */
export async function startHolder(name: string, options: HolderOptions = {}): Promise<Holder> {
  const { statements = ':', cores } = options;
  const bind = cores === undefined ? [] : ['taskset', '--cpu-list', cores.join()];
  const isolate = ['unshare', ...NAMESPACES, '--fork', '--kill-child', '--mount-proc'];
  const [program, ...words] = [...bind, ...isolate, 'sh', '-c', HOLD, 'sh', name, statements];
  const child = spawn(program, words, {
    env: withSystemFolders(),
    // A terminal's Ctrl-C is for what runs on the hosts.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await ready(child, name);
  const pid = childOf(child.pid!);
  const enter = ['nsenter', '--target', String(pid), ...NAMESPACES];
  return {
    pid,
    enter,
    run: (inside, rest) => run(enter[0], [...enter.slice(1), inside, ...rest]),
    runInNetwork: (inside, rest) => run('nsenter', ['--target', String(pid), '--net', inside, ...rest]),
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}

/** The one child of a process: unshare and nsenter have the program as such. */
export const childOf = (pid: number): number => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));

function ready(child: ChildProcess, name: string): Promise<void> {
  let complaint = '';
  child.stderr!.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => reject(new BitplaneError('E_SETUP', `${name} does not start: ${reason}`));
    createInterface(child.stdout!).once('line', () => resolve());
    child.on('error', ({ message }) => fail(message));
    child.on('close', () => fail(complaint.trim() || 'it gave no reason'));
  });
}

// Runs what a client asks for, as sshd does: in the login folder, in a process group of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import type { ServerChannel, Session } from 'ssh2';

export interface Surroundings {
  /** The login folder. */
  readonly home: string;
  /** Where programs are looked for. */
  readonly path: string;
  /** The login shell, which gets each command after `-c`. */
  readonly shell: string;
}

/**
 * Serves a session's exec requests. `running` holds what has not ended: as under sshd, it outlives a lost connection.
 */
export function serveCommands(session: Session, surroundings: Surroundings, running: Set<ChildProcess>): void {
  session.on('exec', (accept, _reject, { command }) => {
    const child = start(command, surroundings);
    running.add(child);
    child.on('close', () => running.delete(child));
    connect(child, accept());
  });
}

/** To a command and all that it started. */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

function start(command: string, { home, path, shell }: Surroundings): ChildProcess {
  const env = { HOME: home, PATH: path, LANG: 'C', BITPLANE_STAND_IN: '1', SHELL: shell, USER: 'board' };
  return spawn(shell, ['-c', command], { cwd: home, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
}

function connect(child: ChildProcess, channel: ServerChannel): void {
  // Either side may be gone while the other still writes.
  for (const stream of [channel, child.stdin, child.stdout, child.stderr]) stream?.on('error', () => undefined);
  if (child.stdin !== null) channel.pipe(child.stdin);
  child.stdout?.pipe(channel, { end: false });
  child.stderr?.pipe(channel.stderr, { end: false });
  channel.on('close', () => child.stdin?.end());
  // The login shell is not there. sshd says it so too.
  child.on('error', (error) => channel.stderr.write(`${error.message}\n`));
  child.on('close', (code, signal) => {
    if (signal === null) channel.exit(code ?? 255);
    else channel.exit(signal.replace(/^SIG/, ''), false, '');
    channel.end();
  });
}

// The commands board-up, board-down and board-status.
import { commandsHere, withInterruption } from '@bitplane/cli';
import { placeOf, runningBoard, startEmulatedBoard, stopEmulatedBoard } from './emulated/emulated-board';
import { EMULATED_KINDS, type EmulatedKind } from './emulated/kinds';
import { quote } from './ssh';

/** Prints how to push to it. Throws what startEmulatedBoard throws. */
export async function boardUp(kind: EmulatedKind): Promise<void> {
  const began = performance.now();
  const say = (line: string): void => console.log(`${kind.name}: ${line}`);
  const board = await withInterruption((signal) => startEmulatedBoard(placeOf(kind), { signal, say }));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`${kind.title}: up on port ${board.port} of 127.0.0.1, process ${board.pid} (${seconds} s)`);
  console.log(`ssh -F ${quote(board.sshConfig)} ${kind.host}`);
  const source = kind.qemu.clock === 'instructions' ? ' --source icount' : '';
  const push = `npx nx run deployer:push --host ${kind.host} --ssh-config ${quote(board.sshConfig)}${source}`;
  console.log(commandsHere(push));
}

export async function boardDown(kinds: readonly EmulatedKind[]): Promise<void> {
  for (const kind of kinds) {
    const wasUp = await stopEmulatedBoard(placeOf(kind));
    console.log(`${kind.name}: ${wasUp ? 'stopped; what was written on its disk is gone' : 'did not run'}`);
  }
}

/** A line for each kind. */
export function boardStatus(): void {
  for (const kind of EMULATED_KINDS) {
    const board = runningBoard(placeOf(kind));
    const state =
      board === null ? 'down' : `up, process ${board.pid}, --host ${kind.host} --ssh-config ${quote(board.sshConfig)}`;
    console.log(`${kind.name.padEnd(8)}${state}`);
  }
}

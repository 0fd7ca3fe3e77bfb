import { spawnSync } from 'node:child_process';

/**
 * Whether a process runs. In a container nobody may bury the dead: one that has ended can still be listed, as a zombie.
 */
export function isRunning(pid: string): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

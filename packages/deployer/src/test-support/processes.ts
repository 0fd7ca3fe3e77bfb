import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Whether a process runs. In a container nobody may bury the dead: one that has ended can still be listed, as a zombie.
 */
export function isRunning(pid: string): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

/** Numbers of the processes that work in a folder or below it, on Linux. */
export const processesIn = (folder: string): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => unlessEnded(() => `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`)) ?? false);

/** What the processes that work there were started with. */
export const commandLinesIn = (folder: string): string[] =>
  processesIn(folder)
    .map((pid) => unlessEnded(() => readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')))
    .filter((line) => line !== null);

export function killAllIn(folder: string): void {
  for (const pid of processesIn(folder)) unlessEnded(() => process.kill(pid, 'SIGKILL'));
}

/** Null where there is no such process: any one of a list may end before it is looked at. */
function unlessEnded<Result>(look: () => Result): Result | null {
  try {
    return look();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(code)) return null;
    throw error;
  }
}

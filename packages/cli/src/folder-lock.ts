// One process at a time in a folder. A process that is killed while it holds the lock does not keep it.
//
// The lock is a folder of numbered files. `7` is the seventh turn, and says whose; it becomes `7.free` when that
// process is through. The greatest number counts, and never gets smaller: who comes late with a smaller one sees it,
// and steps back.
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BitplaneError } from '@bitplane/model';
import { makeFolder } from './whole-files';

const MILLISECONDS_BETWEEN_LOOKS = 100;

/**
 * Waits until no other process of this machine holds the lock of `folder`, which need not exist, then takes it. Returns
 * the function that gives it back. Says once whom it waits for. Throws E_INTERRUPTED if the signal is aborted
 * meanwhile.
 */
export async function lockFolder(folder: string, signal?: AbortSignal): Promise<() => void> {
  const turns = turnsOf(folder);
  let isTold = false;
  for (;;) {
    const taken = tryTurn(turns);
    if ('release' in taken) return taken.release;
    if (!isTold) process.stderr.write(`waiting for process ${taken.owner}, which is working in ${folder} …\n`);
    isTold = true;
    await pause(folder, signal);
  }
}

/**
 * As lockFolder, but throws E_USAGE where another process holds the lock: for work that takes hours. What this process
 * has claimed it may claim again, as after an error that it survived.
 */
export function claimFolder(folder: string): () => void {
  const turns = turnsOf(folder);
  const taken = tryTurn(turns);
  if ('release' in taken) return taken.release;
  if (taken.owner === process.pid) return () => endTurn(turns, lastTurn(turns).number);
  throw new BitplaneError(
    'E_USAGE',
    `process ${taken.owner} is working in ${folder}: wait until it ends, or give another folder (if it is another program, remove ${turns})`,
  );
}

function turnsOf(folder: string): string {
  const turns = `${folder}.lock`;
  makeFolder(turns);
  return turns;
}

/** What gives the turn back, or the process that has it. */
function tryTurn(turns: string): { readonly release: () => void } | { readonly owner: number } {
  for (;;) {
    const last = lastTurn(turns);
    if (last.owner !== null && isRunning(last.owner)) return { owner: last.owner };
    if (takeTurn(turns, last.number + 1)) return { release: () => endTurn(turns, last.number + 1) };
  }
}

interface Turn {
  readonly number: number;
  /** Null if it is over. */
  readonly owner: number | null;
}

/** [1, 3] for the files `1` and `3.free`. */
const numbersIn = (turns: string): number[] =>
  readdirSync(turns)
    .filter((name) => /^\d+(\.free)?$/.test(name))
    .map((name) => Number.parseInt(name, 10));

function lastTurn(turns: string): Turn {
  const number = Math.max(0, ...numbersIn(turns));
  try {
    return { number, owner: Number(readFileSync(join(turns, String(number)), 'utf8')) };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return { number, owner: null };
    throw error;
  }
}

/** Whether this process has got the turn. */
function takeTurn(turns: string, number: number): boolean {
  const file = join(turns, String(number));
  const draft = join(turns, `draft-${process.pid}`);
  // A link, unlike a file that is opened, has its content from the start; and it is rejected where there is one.
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, file);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft);
  }
  const numbers = numbersIn(turns);
  if (numbers.filter((other) => other >= number).length > 1) {
    rmSync(file);
    return false;
  }
  for (const other of numbers.filter((past) => past < number)) {
    for (const name of [String(other), `${other}.free`]) rmSync(join(turns, name), { force: true });
  }
  return true;
}

const endTurn = (turns: string, number: number): void =>
  renameSync(join(turns, String(number)), join(turns, `${number}.free`));

async function pause(folder: string, signal: AbortSignal | undefined): Promise<void> {
  try {
    await setTimeout(MILLISECONDS_BETWEEN_LOOKS, undefined, { signal });
  } catch (cause) {
    throw new BitplaneError('E_INTERRUPTED', `ended by the user while it waited for ${folder}`, { cause });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

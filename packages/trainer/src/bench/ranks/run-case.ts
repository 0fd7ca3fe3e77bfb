// Runs a case of bench-ranks in a program of its own, on this machine or on hosts of it.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onInterruption, readWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import type { Host, Hosts } from '../../hosts';
import type { RankJob, RanksTrace } from './rank-job';
import { sampleOf, type RanksSample } from './sample';

const PROGRAM = join(__dirname, '../../../bin/bench-rank.js');
const INTERRUPTED = 130;

export type CaseJob = Omit<RankJob, 'folder' | 'result' | 'hostfile'>;

/** Throws E_INTERRUPTED after Ctrl-C, E_PROGRAM where the program fails, which has said why. */
export async function runCase(job: CaseJob, hosts: Hosts | null = null): Promise<RanksSample> {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-ranks-'));
  const result = join(folder, 'result.json');
  try {
    const whole: RankJob = { ...job, folder, result, hostfile: hosts?.hostfile };
    const code = await runProgram([PROGRAM, JSON.stringify(whole)], hosts?.all[0] ?? null);
    if (code !== 0) {
      throw new BitplaneError(
        code === INTERRUPTED ? 'E_INTERRUPTED' : 'E_PROGRAM',
        `${job.network} on ${job.ranks} ranks ended with exit code ${code}`,
      );
    }
    return sampleOf(JSON.parse(readWhole(result).toString()) as RanksTrace);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs Node with these words; resolves to the exit code. */
async function runProgram(words: readonly string[], host: Host | null): Promise<number> {
  // A group of its own, so that the terminal's Ctrl-C comes to this process alone, which passes it on once.
  const options = { stdio: ['ignore', 'ignore', 'inherit'] as ('ignore' | 'inherit')[], detached: true };
  const child = host === null ? spawn(process.execPath, words, options) : host.spawn(process.execPath, words, options);
  let isStopped = false;
  const release = onInterruption(() => {
    isStopped = true;
    if (host === null) child.kill('SIGINT');
    else host.signal(child, 'SIGINT');
  });
  try {
    const code = await exitCodeOf(child);
    return isStopped ? INTERRUPTED : code;
  } finally {
    release();
  }
}

const exitCodeOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => child.on('error', reject).on('close', (code) => resolve(code ?? 1)));

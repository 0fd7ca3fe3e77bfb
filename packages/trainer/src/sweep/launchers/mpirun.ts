// Open MPI's mpirun, once for each run: it reaches other hosts as it does for ranks, and a run that dies takes no other
// run with it, as a rank would.
import { userPath } from '@bitplane/cli';
import { exportedVariables, settingsOfMpirun } from '../../distributed/launch';
import { sortMpirunOutput, type MpirunOutput } from '../../distributed/mpirun-output';
import { startChild } from './child';
import type { Launcher, RunEnd } from './launcher';

/** hostfile: as mpirun reads it; its user names and ports hold for the runs too. */
export const mpirun = (hostfile?: string): Launcher => ({
  what: hostfile === undefined ? 'mpirun on this machine' : `mpirun on the hosts of ${hostfile}`,
  start(words, { host }, onText) {
    const place = hostfile === undefined || host === null ? [] : ['--hostfile', userPath(hostfile), '--host', host];
    const output = sortMpirunOutput();
    const run = startChild({
      program: 'mpirun',
      // Several of them on a host would all bind to its first core.
      words: ['-n', '1', ...place, '--bind-to', 'none', ...exportedVariables(), process.execPath, ...words],
      env: { ...process.env, ...settingsOfMpirun() },
      onText,
      isOfRun: (line) => output.take(line),
      explain: () => explain(output),
      killBy: 'SIGTERM',
    });
    // After a host was lost Open MPI 5 returns 0.
    return {
      ...run,
      ended: run.ended.then((end) => (output.lost() === null || end.kind !== 'done' ? end : explain(output))),
    };
  },
});

function explain(output: MpirunOutput): RunEnd {
  const lost = output.lost();
  const [, how] = /^rank \d+ \(.*\) (was ended by .*)$/.exec(lost ?? '') ?? [];
  if (how !== undefined) return { kind: 'failed', reason: `its process ${how}`, isFinal: false };
  return { kind: 'host-lost', reason: lost ?? `mpirun failed: ${output.notices().join(' ') || 'it gave no reason'}` };
}

// Why the on-board program did not run, or failed, in words that lead on.
import { lastLine, said, type ExecOutcome } from '../ssh';
import type { Board } from './kinds';
import type { Probe } from './probe';

export interface Circumstances {
  readonly probe: Probe;
  readonly kind: Board;
  readonly settings: { readonly timeoutSeconds: number; readonly cpu: string | null; readonly program: string };
}

const SIGILL = 4;
const SIGKILL = 9;
const EXIT_CANNOT_RUN = 126;
const EXIT_NOT_FOUND = 127;
const BUILD_THERE = 'build it on the board itself (packages/runtime-c/README.md) and give it with --program';

export function programFailure(outcome: ExecOutcome, circumstances: Circumstances): string {
  const { settings } = circumstances;
  const { code, stderr } = outcome;
  if (code === EXIT_CANNOT_RUN || code === EXIT_NOT_FOUND) return cannotRun(outcome, circumstances);
  // Shells and `timeout` say a signal as 128 + its number.
  const signal = (code ?? 0) - 128;
  if (signal === SIGILL) {
    const advice =
      settings.cpu === 'portable' ? `the portable kernels do not help; ${BUILD_THERE}` : 'try --cpu portable';
    return `illegal instruction: the processor lacks one that the program uses; ${advice}`;
  }
  if (signal === SIGKILL) {
    return `it was killed: it ran longer than ${settings.timeoutSeconds} s (--timeout), or the board is out of memory`;
  }
  if (signal > 0) return `it was ended by signal ${signal}`;
  return stderr.trim() === '' ? `it failed with ${said(outcome)}` : lastLine(stderr).replace(/^bitplane: /, '');
}

function cannotRun({ code, stderr }: ExecOutcome, { probe, settings }: Circumstances): string {
  const reason = `the board cannot run it (${lastLine(stderr)})`;
  if (/permission denied/i.test(stderr)) {
    return `${reason}: is ${settings.program} on a file system that is mounted noexec? Choose another folder with --remote-dir`;
  }
  // The file is there: it was uploaded or checked before. What a shell does not find is the loader that the file names.
  if (code === EXIT_NOT_FOUND) {
    return `${reason}: the loader or a library that it is linked with is missing there (${probe.libc ?? 'unknown libc'}); give a statically linked program with --program, or leave out --program to build one`;
  }
  return `${reason}: it is built for another system than ${probe.system} on ${probe.architecture}; ${BUILD_THERE}`;
}

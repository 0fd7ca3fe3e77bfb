// Why the on-board program did not run, or failed, in words that lead on.
import type { ErrorCode } from '@bitplane/model';
import { kindOfRefusal, lastLine, said, type ExecOutcome } from '../ssh';
import type { Board } from './kinds';
import type { Probe } from './probe';

export interface Circumstances {
  readonly probe: Probe;
  readonly kind: Board;
  readonly settings: { readonly timeoutSeconds: number; readonly cpu: string | null; readonly program: string };
  /** How long it ran. */
  readonly seconds: number;
}

export interface ProgramFailure {
  readonly code: ErrorCode;
  readonly reason: string;
}

const SIGILL = 4;
const SIGKILL = 9;
/** Of the on-board program: the core was disturbed too often. */
const EXIT_NOISY = 3;
const EXIT_CANNOT_RUN = 126;
const EXIT_NOT_FOUND = 127;
const BUILD_THERE = 'build it on the board itself (packages/runtime-c/README.md) and give it with --program';

export function programFailure(outcome: ExecOutcome, circumstances: Circumstances): ProgramFailure {
  const { settings, seconds } = circumstances;
  const { code, stderr } = outcome;
  if (code === EXIT_CANNOT_RUN || code === EXIT_NOT_FOUND) return failure(cannotRun(outcome, circumstances));
  if (code === EXIT_NOISY) return failure(ownWords(stderr).replace('--noise keep', '--allow-noisy'), 'E_NOISY');
  // Shells and `timeout` say a signal as 128 + its number.
  const signal = (code ?? 0) - 128;
  if (signal === SIGILL) {
    const advice =
      settings.cpu === 'portable' ? `the portable kernels do not help; ${BUILD_THERE}` : 'try --cpu portable';
    return failure(`illegal instruction: the processor lacks one that the program uses; ${advice}`);
  }
  if (signal === SIGKILL && seconds >= settings.timeoutSeconds) {
    return failure(
      `it ran longer than ${settings.timeoutSeconds} s and was stopped: give more time with --timeout`,
      'E_TIMEOUT',
    );
  }
  if (signal === SIGKILL) {
    return failure(
      `it was killed after ${seconds.toFixed(1)} s: the board is probably out of memory ("dmesg" there says so); end other programs there`,
    );
  }
  if (signal > 0) return failure(`it was ended by signal ${signal}`);
  if (stderr.trim() === '') return failure(`it failed with ${said(outcome)}`);
  return failure(ownWords(stderr), kindOfRefusal(lastLine(stderr)));
}

const failure = (reason: string, code: ErrorCode = 'E_BOARD'): ProgramFailure => ({ code, reason });
const ownWords = (stderr: string): string => lastLine(stderr).replace(/^bitplane: /, '');

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

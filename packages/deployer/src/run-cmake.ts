// Runs CMake with its output in a log.
import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { BitplaneError } from '@bitplane/model';

export interface RunOptions {
  readonly cwd: string;
  readonly log: string;
  readonly signal: AbortSignal;
  readonly onPercent: (percent: number) => void;
}

/** Throws E_SETUP if there is no CMake, E_BOARD with the first error of the log if it fails, E_INTERRUPTED. */
export function runCMake(args: readonly string[], { cwd, log, signal, onPercent }: RunOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const output = createWriteStream(log).on('error', reject);
    const child = spawn('cmake', args, { cwd, signal, killSignal: 'SIGTERM', stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (data: Buffer) => {
      const percent = /\[ *(\d+)%\]/.exec(data.toString())?.[1];
      if (percent !== undefined) onPercent(Number(percent));
    });
    child.stdout.pipe(output, { end: false });
    child.stderr.pipe(output, { end: false });
    child.on('error', (error) => reject(signal.aborted ? interruption() : notStarted(error)));
    child.on('close', (code) => output.end(() => (code === 0 ? resolve() : reject(failure(args, { code, log })))));
  });
}

const interruption = () => new BitplaneError('E_INTERRUPTED', 'ended by the user while it was building');

const notStarted = ({ code }: NodeJS.ErrnoException) =>
  new BitplaneError(
    'E_SETUP',
    `cmake cannot be started (${code}): install CMake 3.21 or later, then run "npm run setup"`,
  );

function failure(args: readonly string[], { code, log }: { readonly code: number | null; readonly log: string }) {
  const step = args[0] === '--build' ? 'build' : 'configure';
  return new BitplaneError(
    'E_BOARD',
    `cmake could not ${step}, exit code ${code}${firstError(log)}: its full output is in ${log}`,
  );
}

/** The first line that names an error; CMake's own end in a colon, and the reason follows. */
function firstError(log: string): string {
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const at = lines.findIndex((line) => /\berror\b/i.test(line));
  if (at < 0) return '';
  return ` (${lines.slice(at, lines[at].endsWith(':') ? at + 2 : at + 1).join(' ')})`;
}

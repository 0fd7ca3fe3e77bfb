// A script whose lines are read as they come, for as long as the user wants: it gets a line every two seconds, so that
// it notices by their absence when the link is lost.
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { openChannel } from './channel';
import { COMMAND, marked } from './exec';
import type { Link } from './link';
import type { ExecOutcome } from './marked-output';
import { quote } from './quote';
import { startFailure } from './start-failure';

export interface FollowOptions {
  /** Called with each line that the script prints. */
  readonly onLine: (line: string) => void;
  /** Ends the script's input, upon which it must end. */
  readonly signal: AbortSignal;
}

const BEAT_MS = 2000;
const GRACE_MS = 5000;
const MAX_STDERR = 64 * 1024;

/**
 * Resolves when the script has ended, by itself or by `signal`; stdout is empty, its lines were given to onLine. Throws
 * E_HOST when the connection is lost, E_BOARD where no shell ran the script.
 */
export async function follow(link: Link, script: string, { onLine, signal }: FollowOptions): Promise<ExecOutcome> {
  const channel = await openChannel(link, COMMAND);
  const marker = `bitplane-${randomBytes(8).toString('hex')}`;
  let [stderr, before, hasStarted] = ['', '', false];
  channel.on('error', () => undefined);
  channel.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-MAX_STDERR)));
  createInterface(channel).on('line', (line) => {
    if (hasStarted) onLine(line);
    else if (line === marker) hasStarted = true;
    else before = `${before}${line}\n`.slice(-MAX_STDERR);
  });
  const ended = new Promise<number | null>((resolve) =>
    channel.on('close', (code?: number | null) => resolve(code ?? null)),
  );
  channel.write(marked(marker, `exec sh -c ${quote(script)}`));
  const beat = setInterval(() => channel.write('\n'), BEAT_MS);
  let grace: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearInterval(beat);
    channel.end();
    grace = setTimeout(() => channel.close(), GRACE_MS);
  };
  signal.addEventListener('abort', stop);
  try {
    if (signal.aborted) stop();
    const code = await link.race(ended);
    if (!hasStarted && !signal.aborted) throw startFailure(link.host, { code, stdout: before, stderr });
    return { code, stdout: '', stderr: stderr.slice(stderr.indexOf(`${marker}\n`) + marker.length + 1) };
  } finally {
    clearInterval(beat);
    clearTimeout(grace);
    signal.removeEventListener('abort', stop);
  }
}

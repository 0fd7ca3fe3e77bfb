// What a command prints: the output of the script starts after a marker; whatever came before it is the login shell's.
import type { ClientChannel } from 'ssh2';

export interface ExecOutcome {
  /** 128 + its number if a signal ended the script; null if the host did not say. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface MarkedOutput {
  /** Resolves when the marker has come: the script runs. */
  readonly started: Promise<void>;
  readonly hasStarted: () => boolean;
  /** Resolves when the command has ended. */
  readonly ended: Promise<ExecOutcome>;
  /** Resolves when more has come than any script of ours prints; the rest is thrown away. */
  readonly tooMuch: Promise<typeof TOO_MUCH>;
  /** All that has come; what the login shell printed only where the marker has not come. */
  readonly soFar: () => ExecOutcome;
}

export const TOO_MUCH = Symbol('more output than expected');
/** Of each stream, in UTF-16 units; the largest that is expected, the state of a busy board, is a tenth of it. */
export const MAX_OUTPUT = 4 * 2 ** 20;

/** Both streams must be read: a full window would stall the command. Data may follow `exit`, so `close` is the end. */
export function collect(channel: ClientChannel, marker: string): MarkedOutput {
  const line = `${marker}\n`;
  const output = { stdout: '', stderr: '' };
  let code: number | null = null;
  let hasStarted = false;
  // A command may end without reading its input; its exit code tells why.
  channel.on('error', () => undefined);
  let giveUp = (): void => undefined;
  const tooMuch = new Promise<typeof TOO_MUCH>((resolve) => (giveUp = () => resolve(TOO_MUCH)));
  const keep = (stream: 'stdout' | 'stderr', text: string): void => {
    if (output[stream].length + text.length <= MAX_OUTPUT) output[stream] += text;
    else giveUp();
  };
  channel.stderr.setEncoding('utf8').on('data', (text: string) => keep('stderr', text));
  const started = new Promise<void>((resolve) => {
    channel.setEncoding('utf8').on('data', (text: string) => {
      keep('stdout', text);
      if (hasStarted || !output.stdout.includes(line)) return;
      hasStarted = true;
      resolve();
    });
  });
  const ended = new Promise<ExecOutcome>((resolve) => {
    channel.on('close', (exitCode?: number | null) => {
      code = exitCode ?? null;
      resolve({ code, stdout: after(output.stdout, line), stderr: after(output.stderr, line) });
    });
  });
  return {
    started,
    hasStarted: () => hasStarted,
    ended,
    tooMuch,
    soFar: () => ({ code, stdout: after(output.stdout, line), stderr: after(output.stderr, line) }),
  };
}

function after(text: string, line: string): string {
  const at = text.indexOf(line);
  return at < 0 ? text : text.slice(at + line.length);
}

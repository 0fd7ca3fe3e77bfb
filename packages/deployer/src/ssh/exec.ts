// Runs a command on a host, to its end: output, exit code or signal; with input, a time limit, and an end when the user wants one.
import type { ClientChannel } from 'ssh2';
import { BitplaneError } from '@bitplane/model';
import type { Link } from './link';

export interface ExecOptions {
  /** What the message calls the command. */
  readonly name: string;
  readonly input?: Uint8Array;
  /** Called with the number of input bytes sent so far. */
  readonly onSent?: (nbytes: number) => void;
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

export interface ExecOutcome {
  /** null if a signal ended it. */
  readonly code: number | null;
  /** For example SIGKILL. */
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

const INPUT_CHUNK_NBYTES = 32 * 1024;
/** What a command may take to end after it was told to. */
const GRACE_MS = 2000;

/**
 * Runs `script` in the host's POSIX shell, whatever the user's login shell is. Throws E_HOST when the connection is lost, E_BOARD after
 * timeoutSeconds, E_INTERRUPTED by `signal`; in both of the latter the command was told to end first.
 */
export async function exec(link: Link, script: string, options: ExecOptions): Promise<ExecOutcome> {
  throwIfInterrupted(options.signal);
  // Without input the channel stays open for writing all the same: ssh2 sends no signal on one that was ended.
  const stdin = options.input === undefined ? ' < /dev/null' : '';
  const channel = await link.race(openChannel(link, `exec sh -c ${quote(script)}${stdin}`));
  const outcome = collect(channel);
  if (options.input !== undefined) send(channel, options.input, options.onSent);

  const end = endEarly(options);
  try {
    return await link.race(Promise.race([outcome, end.reached]));
  } catch (error) {
    if (error !== end.error()) throw error;
    // sshd passes it on to the command's whole process group.
    channel.signal(end.signalName());
    await Promise.race([
      link.race(outcome).catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref()),
    ]);
    channel.close();
    throw error;
  } finally {
    end.release();
  }
}

/** A word of POSIX shell, whatever it holds. */
export const quote = (word: string): string =>
  /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

function openChannel(link: Link, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    link.client.exec(command, (error, channel) => {
      if (error === undefined) resolve(channel);
      else
        reject(
          new BitplaneError('E_HOST', `${link.host} refuses to run a command: ${error.message}`, { cause: error }),
        );
    });
  });
}

/** Both streams must be read: a full window would stall the command. Data may follow `exit`, so `close` is the end. */
function collect(channel: ClientChannel): Promise<ExecOutcome> {
  const output = { stdout: '', stderr: '' };
  channel.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  channel.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  // A command may end without reading its input; its exit code tells why.
  channel.on('error', () => undefined);
  return new Promise((resolve) => {
    channel.on('close', (code?: number | null, signal?: string) =>
      resolve({ code: code ?? null, signal: signal ?? null, ...output }),
    );
  });
}

function send(channel: ClientChannel, input: Uint8Array, onSent?: (nbytes: number) => void): void {
  let position = 0;
  const sendMore = (): void => {
    while (position < input.length && channel.writable) {
      const chunk = input.subarray(position, position + INPUT_CHUNK_NBYTES);
      position += chunk.length;
      onSent?.(position);
      if (!channel.write(chunk)) return void channel.once('drain', sendMore);
    }
    channel.end();
  };
  sendMore();
}

/** A promise that rejects when the time is up or the user wants an end. */
function endEarly({ name, timeoutSeconds, signal }: ExecOptions) {
  let failure: BitplaneError | null = null;
  let release = (): void => undefined;
  const reached = new Promise<never>((_, reject) => {
    const stop = (error: BitplaneError): void => reject((failure = error));
    const interrupt = () => stop(interruption());
    const expire = () =>
      stop(
        new BitplaneError(
          'E_BOARD',
          `${name} did not end within ${timeoutSeconds} s: it was ended; give more time with --timeout`,
        ),
      );
    const timer = timeoutSeconds === undefined ? undefined : setTimeout(expire, 1000 * timeoutSeconds);
    signal?.addEventListener('abort', interrupt);
    release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
    };
  });
  reached.catch(() => undefined);
  const signalName = () => (failure?.code === 'E_INTERRUPTED' ? 'TERM' : 'KILL');
  return { reached, error: () => failure, signalName, release: () => release() };
}

function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw interruption();
}

const interruption = () =>
  new BitplaneError('E_INTERRUPTED', 'ended by the user; what ran on the board was told to end too');

// Runs a command on a host, to its end: output, exit code or signal; with input, a time limit, and an end when the user wants one.
import type { ClientChannel } from 'ssh2';
import { BitplaneError } from '@bitplane/model';
import { throwIfInterrupted, watchEarlyEnd, type Limits } from './early-end';
import type { Link } from './link';

export interface ExecOptions extends Limits {
  readonly input?: Uint8Array;
  /** Called with the number of input bytes sent so far. */
  readonly onSent?: (nbytes: number) => void;
}

export interface ExecOutcome {
  /** 128 + its number if a signal ended the script; null if the host did not say. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const INPUT_CHUNK_NBYTES = 32 * 1024;
/** What a command may take to end after it was told to. */
const GRACE_MS = 2000;

/**
 * Runs `script` in the host's POSIX shell, whatever the user's login shell is. Throws E_HOST when the connection is lost, E_BOARD after
 * timeoutSeconds, E_INTERRUPTED by `signal`; in all of these the script is ended on the host.
 */
export async function exec(link: Link, script: string, options: ExecOptions): Promise<ExecOutcome> {
  throwIfInterrupted(options.signal);
  const whole = options.input === undefined ? leashed(script) : script;
  const channel = await link.race(openChannel(link, `exec sh -c ${quote(whole)}`));
  const outcome = collect(channel);
  if (options.input !== undefined) send(channel, options.input, options.onSent);

  const end = watchEarlyEnd(options);
  try {
    return await link.race(Promise.race([outcome, end.reached]));
  } catch (error) {
    if (error !== end.error()) throw error;
    channel.end();
    await Promise.race([link.race(outcome).catch(() => undefined), grace()]);
    channel.close();
    throw error;
  } finally {
    end.release();
  }
}

/**
 * A script that is ended when its input ends: on request, and when the connection is lost, where sshd would let it run on. SSH's own signals
 * would not do: OpenSSH takes none for root, nor before version 7.9.
 */
const leashed = (script: string): string =>
  [
    'exec 3<&0',
    `sh -c ${quote(script)} < /dev/null 3<&- & script=$!`,
    '{ cat; kill -TERM $script; } <&3 > /dev/null 2>&1 & leash=$!',
    'exec 3<&-',
    'wait $script; code=$?',
    'kill $leash 2> /dev/null',
    'exit $code',
  ].join('\n');

const grace = () => new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref());

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
    channel.on('close', (code?: number | null) => resolve({ code: code ?? null, ...output }));
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

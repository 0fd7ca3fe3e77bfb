// Runs a script on a host, to its end: output, exit code or signal; with input, a time limit, and an end when the user
// wants one.
//
// The command that the server gets is `sh`, and nothing else: it goes through the user's login shell, and csh, tcsh and
// fish read quotes, line breaks, backslashes and `!` by rules of their own; dropbear ends a connection for a command
// above 9000 bytes. The script follows on standard input. A marker in front of its output separates it from whatever
// start-up files of the login shell print.
import { randomBytes } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import { BitplaneError } from '@bitplane/model';
import { openChannel } from './channel';
import { throwIfInterrupted, watchEarlyEnd, type Limits } from './early-end';
import type { Link } from './link';
import { collect, MAX_OUTPUT, TOO_MUCH, type ExecOutcome, type MarkedOutput } from './marked-output';
import { quote } from './quote';
import { said } from './said';
import { startFailure } from './start-failure';

export type { ExecOutcome };

export interface ExecOptions extends Limits {
  readonly input?: Uint8Array;
  /** Called with the number of input bytes sent so far. */
  readonly onSent?: (nbytes: number) => void;
}

/** What the login shell is asked to run. */
export const COMMAND = 'sh';
const INPUT_CHUNK_NBYTES = 32 * 1024;
/** What a script may take to end after it was told to. */
const GRACE_MS = 2000;

/**
 * Runs `script` in the host's POSIX shell, whatever the user's login shell is. Throws E_HOST when the connection is
 * lost, E_TIMEOUT after timeoutSeconds, E_BOARD where no shell ran the script and where its output does not end,
 * E_INTERRUPTED by `signal`; in all of these the script is ended on the host.
 */
export async function exec(link: Link, script: string, options: ExecOptions): Promise<ExecOutcome> {
  throwIfInterrupted(options.signal);
  const channel = await openChannel(link, COMMAND);
  const marker = `bitplane-${randomBytes(8).toString('hex')}`;
  const output = collect(channel, marker);
  channel.write(marked(marker, options.input === undefined ? leashed(script) : `exec sh -c ${quote(script)}`));
  // A shell may read ahead in its script. Until the marker has come there must be nothing else to read.
  if (options.input !== undefined) void output.started.then(() => send(channel, options));

  const end = watchEarlyEnd(options);
  try {
    const outcome = await link.race(Promise.race([output.ended, end.reached, output.tooMuch]));
    if (outcome === TOO_MUCH) throw endlessOutput(link.host, options.name, output.soFar());
    if (!output.hasStarted()) throw startFailure(link.host, output.soFar());
    return outcome;
  } catch (error) {
    if (!link.isLost) await endScript(link, channel, output);
    throw end.hasExpired() && !output.hasStarted() ? startFailure(link.host, output.soFar(), error as Error) : error;
  } finally {
    end.release();
  }
}

/**
 * The braces make a shell read the whole script before it runs any of it: half of one, from a lost connection, does
 * nothing.
 */
export const marked = (marker: string, script: string): string =>
  `{ echo; echo ${marker}; echo >&2; echo ${marker} >&2\n${script}\n}\n`;

/**
 * A script that is ended when its input ends: on request, and when the connection is lost, where sshd would let it run
 * on. SSH's own signals would not do: OpenSSH takes none for root, nor before version 7.9.
 */
const leashed = (script: string): string =>
  [
    'exec 3<&0',
    `sh -c ${quote(script)} < /dev/null 3<&- & script=$!`,
    '{ while read -r line; do :; done; kill -TERM $script; } <&3 > /dev/null 2>&1 & leash=$!',
    'exec 3<&-',
    'wait $script; code=$?',
    'kill $leash 2> /dev/null',
    'exit $code',
  ].join('\n');

const endlessOutput = (host: string, name: string, outcome: ExecOutcome): BitplaneError =>
  new BitplaneError(
    'E_BOARD',
    `${host}: ${name} printed more than ${MAX_OUTPUT / 2 ** 20} MB and was stopped, ${said(outcome)}: is it the program that belongs there?`,
  );

async function endScript(link: Link, channel: ClientChannel, { ended }: MarkedOutput): Promise<void> {
  channel.end();
  await Promise.race([link.race(ended).catch(() => undefined), grace()]);
  channel.close();
}

const grace = () => new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref());

function send(channel: ClientChannel, { input = new Uint8Array(), onSent }: ExecOptions): void {
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

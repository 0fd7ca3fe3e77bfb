// A script that runs on a host as long as it is wanted: it gets a line every two seconds, so that it notices by their
// absence when the link is lost.
import { randomBytes } from 'node:crypto';
import { openChannel } from './channel';
import { throwIfInterrupted, watchEarlyEnd } from './early-end';
import { COMMAND, marked } from './exec';
import type { Link } from './link';
import { collect, type ExecOutcome } from './marked-output';
import { quote } from './quote';

export interface HoldOptions {
  /** What a message calls the script. */
  readonly name: string;
  /** What it prints once it has done what it has to do at first. */
  readonly ready: RegExp;
  readonly signal?: AbortSignal;
}

export interface Held {
  readonly match: RegExpExecArray;
  /** Ends its input and waits for its end; null where the link is lost. It may have ended before, by itself. */
  readonly release: () => Promise<ExecOutcome | null>;
}

const BEAT_MS = 2000;
const START_SECONDS = 14;
const END_SECONDS = 10;

/** Starts a script; resolves when it is ready, or to what came of it where it ended before. Throws as `exec` does. */
export async function hold(
  link: Link,
  script: string,
  { name, ready, signal }: HoldOptions,
): Promise<Held | ExecOutcome> {
  throwIfInterrupted(signal);
  const channel = await openChannel(link, COMMAND);
  const marker = `bitplane-${randomBytes(8).toString('hex')}`;
  const output = collect(channel, marker);
  channel.write(marked(marker, `exec sh -c ${quote(script)}`));
  const isReady = new Promise<RegExpExecArray>((resolve) => {
    channel.on('data', () => {
      const match = ready.exec(output.soFar().stdout);
      if (match !== null) resolve(match);
    });
  });
  const limit = watchEarlyEnd({ name, timeoutSeconds: START_SECONDS, onTimeout: 'is the board overloaded?', signal });
  try {
    const first = await link.race(Promise.race([isReady, output.ended, limit.reached]));
    if (!Array.isArray(first)) return first;
    const beat = setInterval(() => channel.write('\n'), BEAT_MS);
    return {
      match: first,
      release: async () => {
        clearInterval(beat);
        channel.end();
        const end = watchEarlyEnd({ name, timeoutSeconds: END_SECONDS });
        const outcome = link.race(Promise.race([output.ended, end.reached])).catch(() => null);
        return outcome.finally(() => end.release());
      },
    };
  } catch (error) {
    channel.end();
    throw error;
  } finally {
    limit.release();
  }
}

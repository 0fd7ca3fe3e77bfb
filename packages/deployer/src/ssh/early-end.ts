// When a command is to end before it does so by itself: its time is up, or the user wants an end.
import { BitplaneError } from '@bitplane/model';

export interface Limits {
  /** What the message calls the command. */
  readonly name: string;
  readonly timeoutSeconds?: number;
  /** What the user can do when the time is up. */
  readonly onTimeout?: string;
  readonly signal?: AbortSignal;
}

export interface EarlyEnd {
  /** Rejects with `error()` when the moment comes; never resolves. */
  readonly reached: Promise<never>;
  error(): BitplaneError | null;
  /** The time was up; the user wanted nothing. */
  hasExpired(): boolean;
  release(): void;
}

export function watchEarlyEnd({ name, timeoutSeconds, onTimeout, signal }: Limits): EarlyEnd {
  let failure: BitplaneError | null = null;
  let release = (): void => undefined;
  const reached = new Promise<never>((_, reject) => {
    const stop = (error: BitplaneError): void => reject((failure = error));
    const interrupt = () => stop(interruption());
    const expire = () => stop(expiry(name, timeoutSeconds as number, onTimeout));
    const timer = timeoutSeconds === undefined ? undefined : setTimeout(expire, 1000 * timeoutSeconds);
    signal?.addEventListener('abort', interrupt);
    release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
    };
  });
  // Nobody may be waiting any more.
  reached.catch(() => undefined);
  return {
    reached,
    error: () => failure,
    hasExpired: () => failure?.code === 'E_TIMEOUT',
    release: () => release(),
  };
}

/** Throws E_INTERRUPTED if the user wanted an end already. */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw interruption();
}

const interruption = () =>
  new BitplaneError('E_INTERRUPTED', 'ended by the user; what was running on the board was told to stop too');

const expiry = (name: string, seconds: number, advice = 'give more time with --timeout') =>
  new BitplaneError('E_TIMEOUT', `${name} did not end within ${seconds} s and was stopped: ${advice}`);

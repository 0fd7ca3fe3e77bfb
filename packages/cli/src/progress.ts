// How far long work is: a bar on a terminal, else a line now and then.
import { SingleBar } from 'cli-progress';

export interface Progress {
  /** Whether it is a bar, which shows by itself how much is done. */
  readonly isBar: boolean;
  /**
   * `done` of `total` steps are done; `describe` says the rest. Without a terminal it prints a line where the last one,
   * or the start, is five seconds ago, or where `isDue`.
   */
  update(done: number, total: number, describe: () => string, isDue?: boolean): void;
  stop(): void;
}

interface ProgressOptions {
  /** Default: stderr, so that stdout keeps the results. */
  readonly stream?: NodeJS.WriteStream;
  /** Leave no bar behind. */
  readonly clears?: boolean;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
}

const LINE_EVERY_MS = 5000;

// Open MPI gives its ranks a terminal of 0 columns, which cannot show a bar.
export const showProgress = (options: ProgressOptions = {}): Progress => {
  const { stream = process.stderr, clears = false, now = () => performance.now() } = options;
  return stream.isTTY === true && stream.columns > 0 ? showBar(stream, clears) : showLines(stream, now);
};

function showBar(stream: NodeJS.WriteStream, clears: boolean): Progress {
  const bar = new SingleBar({
    format: '{bar} {percentage} %  {text}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    fps: 4,
    hideCursor: true,
    gracefulExit: false,
    clearOnComplete: clears,
    stream,
  });
  return {
    isBar: true,
    update(done, total, describe) {
      if (!bar.isActive) bar.start(total, done, { text: describe() });
      bar.setTotal(total);
      bar.update(done, { text: describe() });
    },
    stop: () => bar.stop(),
  };
}

function showLines(stream: NodeJS.WriteStream, now: () => number): Progress {
  let last = now();
  return {
    isBar: false,
    update(_, __, describe, isDue = false) {
      if (now() - last < LINE_EVERY_MS && !isDue) return;
      last = now();
      stream.write(`${describe()}\n`);
    },
    stop: () => undefined,
  };
}

/** Seconds as 1:02:03 or 2:03. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(whole % 60).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

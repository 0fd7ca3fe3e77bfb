// What a long verification is at, on stderr: a bar on a terminal, else a line every five seconds.
import { clock, showProgress } from '@bitplane/cli';

/** Where a pair is: which image of how many and, where each is taken apart, which layer. */
export interface At {
  readonly image: number;
  readonly images: number;
  readonly layer?: number;
  readonly layers?: number;
}

export interface Progress {
  /** `what` starts or goes on: everything before that image and layer is done. */
  at(what: string, place: At): void;
  stop(): void;
}

/** Where nobody wants to know. */
export const NO_PROGRESS: Progress = { at: () => undefined, stop: () => undefined };

interface ProgressOptions {
  readonly stream?: NodeJS.WriteStream;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
}

/** The time left is that of what it is at, from how long its images so far took: other pairs follow. */
export function verifyProgress({ stream, now = () => performance.now() }: ProgressOptions = {}): Progress {
  const shown = showProgress({ stream, now, clears: true });
  let current = '';
  let started = 0;
  return {
    at(what, { image, images, layer = 0, layers = 1 }) {
      if (what !== current) [current, started] = [what, now()];
      const [done, total] = [image * layers + layer, images * layers];
      const left = (((now() - started) / done) * (total - done)) / 1000;
      shown.update(done, total, () =>
        [
          `verify: ${what}`,
          `image ${image + 1} of ${images}`,
          ...(layers === 1 ? [] : [`layer ${layer + 1} of ${layers}`]),
          ...(done === 0 ? [] : [`${clock(left)} left`]),
        ].join(', '),
      );
    },
    stop: () => shown.stop(),
  };
}

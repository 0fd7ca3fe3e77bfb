// What a user sees while training runs: a bar on a terminal, else a line now and then.
import cliProgress from 'cli-progress';
import { accuracy, meanLoss, type Position } from './history';
import { stepsPerEpoch, type TrainingPlan } from './plan';

export interface Progress {
  onStep(position: Readonly<Position>): void;
  stop(): void;
}

/** Of a rank that shows nothing. */
export const NO_PROGRESS: Progress = { onStep: () => undefined, stop: () => undefined };

const LINE_EVERY_MS = 5000;

interface ProgressOptions {
  readonly stream?: NodeJS.WriteStream;
  /** Bytes a rank sends per step; null: there is one process. */
  readonly sentPerStep?: () => number | null;
}

/** Progress on stderr, so that stdout keeps the results. `start` is where the run starts, which may be its middle. */
export function showProgress(
  plan: TrainingPlan,
  start: Readonly<Position>,
  { stream = process.stderr, sentPerStep = () => null }: ProgressOptions = {},
): Progress {
  const steps = stepsPerEpoch(plan);
  const done = ({ epoch, stepInEpoch }: Readonly<Position>): number => epoch * steps + stepInEpoch;
  const firstStep = done(start);
  const began = performance.now();

  const describe = (position: Readonly<Position>): Description => {
    const seconds = (performance.now() - began) / 1000;
    const stepsPerSecond = (done(position) - firstStep) / seconds;
    return {
      epoch: `${Math.min(position.epoch + 1, plan.epochs)}/${plan.epochs}`,
      loss: meanLoss(position.epochMeter).toFixed(3),
      accuracy: `${(100 * accuracy(position.epochMeter)).toFixed(1)} %`,
      speed: `${(stepsPerSecond * plan.batchSize).toFixed(0)} images/s${describeSent(sentPerStep())}`,
      left: clock((steps * plan.epochs - done(position)) / stepsPerSecond),
    };
  };
  // Open MPI gives its ranks a terminal of 0 columns, which cannot show a bar.
  return stream.isTTY === true && stream.columns > 0
    ? showBar(steps * plan.epochs, { done, describe }, stream)
    : showLines(steps, describe, stream);
}

interface Description {
  readonly epoch: string;
  readonly loss: string;
  readonly accuracy: string;
  /** Images a second, and of several ranks the bytes sent. */
  readonly speed: string;
  readonly left: string;
}

type Describe = (position: Readonly<Position>) => Description;

function showBar(
  total: number,
  view: { done: (position: Readonly<Position>) => number; describe: Describe },
  stream: NodeJS.WriteStream,
): Progress {
  const bar = new cliProgress.SingleBar({
    format: '{bar} {percentage} %  epoch {epoch}  loss {loss}  accuracy {accuracy}  {speed}  {left} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    fps: 4,
    hideCursor: true,
    gracefulExit: false,
    stream,
  });
  bar.start(total, 0, { epoch: '1', loss: '–', accuracy: '–', speed: '–', left: '–' });
  return {
    onStep: (position) => bar.update(view.done(position), view.describe(position)),
    stop: () => bar.stop(),
  };
}

function showLines(steps: number, describe: Describe, stream: NodeJS.WriteStream): Progress {
  let last = performance.now();
  return {
    onStep(position) {
      const lastOfEpoch = position.stepInEpoch === steps;
      if (performance.now() - last < LINE_EVERY_MS && !lastOfEpoch) return;
      last = performance.now();
      const { epoch, loss, accuracy: right, speed, left } = describe(position);
      stream.write(
        `epoch ${epoch}  step ${position.stepInEpoch}/${steps}  loss ${loss}  accuracy ${right}  ${speed}  ${left} left\n`,
      );
    },
    stop: () => undefined,
  };
}

const describeSent = (bytes: number | null): string => (bytes === null ? '' : `  ${kilobytes(bytes)} sent per step`);

/** Bytes as 12.3 kB. */
export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

/** Seconds as 1:02:03 or 2:03. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(whole % 60).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

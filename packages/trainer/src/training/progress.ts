// What a user sees while training runs.
import { clock, showProgress as show } from '@bitplane/cli';
import { accuracy, meanLoss, type Position } from './history';
import { stepsPerEpoch, type TrainingPlan } from './plan';

export interface Progress {
  onStep(position: Readonly<Position>): void;
  stop(): void;
}

/** Of a rank that shows nothing. */
export const NO_PROGRESS: Progress = { onStep: () => undefined, stop: () => undefined };

interface ProgressOptions {
  readonly stream?: NodeJS.WriteStream;
  /** Bytes a rank sends per step; null: there is one process. */
  readonly sentPerStep?: () => number | null;
}

/** Progress on stderr, so that stdout keeps the results. `start` is where the run starts, which may be its middle. */
export function showProgress(
  plan: TrainingPlan,
  start: Readonly<Position>,
  { stream, sentPerStep = () => null }: ProgressOptions = {},
): Progress {
  const steps = stepsPerEpoch(plan);
  const done = ({ epoch, stepInEpoch }: Readonly<Position>): number => epoch * steps + stepInEpoch;
  const firstStep = done(start);
  const began = performance.now();
  const shown = show({ stream });

  const describe = (position: Readonly<Position>): string => {
    const seconds = (performance.now() - began) / 1000;
    const stepsPerSecond = (done(position) - firstStep) / seconds;
    return [
      `epoch ${Math.min(position.epoch + 1, plan.epochs)}/${plan.epochs}`,
      ...(shown.isBar ? [] : [`step ${position.stepInEpoch}/${steps}`]),
      `loss ${meanLoss(position.epochMeter).toFixed(3)}`,
      `accuracy ${(100 * accuracy(position.epochMeter)).toFixed(1)} %`,
      `${(stepsPerSecond * plan.batchSize).toFixed(0)} images/s${describeSent(sentPerStep())}`,
      `${clock((steps * plan.epochs - done(position)) / stepsPerSecond)} left`,
    ].join('  ');
  };
  return {
    onStep(position) {
      const isLastOfEpoch = position.stepInEpoch === steps;
      shown.update(done(position), steps * plan.epochs, () => describe(position), isLastOfEpoch);
    },
    stop: () => shown.stop(),
  };
}

const describeSent = (bytes: number | null): string => (bytes === null ? '' : `  ${kilobytes(bytes)} sent per step`);

/** Bytes as 12.3 kB. */
export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

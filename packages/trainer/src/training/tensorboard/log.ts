// A run's history as an event file for TensorBoard: `tensorboard --logdir out`.
import { readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { appendWhole, makeFolder } from '@bitplane/cli';
import type { HistoryEpoch, HistoryPoint, Position } from '../history';
import { scalarsEvent, versionEvent, type Scalar } from './event';
import { tfRecord } from './tf-record';

interface LoggedRun {
  readonly position: Position;
  readonly stepsPerEpoch: number;
}

export interface EventLog {
  /** Appends what the history has got since. */
  update(): void;
}

/**
 * Starts a new event file with the whole history so far, instead of those in the folder: TensorBoard would show the
 * steps between a checkpoint and a kill twice.
 */
export function openEventLog(folder: string, { position, stepsPerEpoch }: LoggedRun): EventLog {
  makeFolder(folder);
  for (const file of readdirSync(folder)) if (file.startsWith('events.out.tfevents.')) rmSync(join(folder, file));
  const file = join(
    folder,
    `events.out.tfevents.${Math.floor(Date.now() / 1000)}.${hostname()}.${process.pid}.bitplane`,
  );
  appendWhole(file, tfRecord(versionEvent()));
  const { history } = position;
  const written = { points: 0, epochs: 0 };

  const update = (): void => {
    const points = history.points.slice(written.points);
    const epochs = history.epochs.slice(written.epochs);
    if (points.length + epochs.length === 0) return;
    const events = [
      ...points.map((point) => scalarsEvent(Math.round(point.epoch * stepsPerEpoch), ofPoint(point))),
      ...epochs.map((epoch) => scalarsEvent(epoch.epoch * stepsPerEpoch, ofEpoch(epoch))),
    ];
    appendWhole(file, Buffer.concat(events.map(tfRecord)));
    written.points = history.points.length;
    written.epochs = history.epochs.length;
  };
  update();
  return { update };
}

const ofPoint = ({ loss, accuracy, learningRate }: HistoryPoint): Scalar[] => [
  { tag: 'training/loss', value: loss },
  { tag: 'training/accuracy', value: accuracy },
  { tag: 'training/learning_rate', value: learningRate },
];

/** One tag a layer, so that TensorBoard shows the layers of a kind side by side. */
const ofEpoch = ({ validationAccuracy, seconds, layers }: HistoryEpoch): Scalar[] => [
  ...(validationAccuracy === null ? [] : [{ tag: 'validation/accuracy', value: validationAccuracy }]),
  { tag: 'epoch/seconds', value: seconds },
  ...layers.flatMap(({ layer, flipRatio, flipRatioPerStep, weightsPlus, activationsPlus, deadChannels }) => [
    { tag: `flip_ratio/${layer}`, value: flipRatio },
    { tag: `flip_ratio_per_step/${layer}`, value: flipRatioPerStep },
    { tag: `weights_plus/${layer}`, value: weightsPlus },
    { tag: `activations_plus/${layer}`, value: activationsPlus },
    { tag: `dead_channels/${layer}`, value: deadChannels },
  ]),
];

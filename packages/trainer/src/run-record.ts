// run.json: how a network came to be.
import { sourceState } from '@bitplane/cli';
import type { Dataset } from '@bitplane/data';
import type { DataRecord } from '@bitplane/model';
import * as tf from '@tensorflow/tfjs';
import type { Backend } from './backend';
import type { Position } from './training/history';
import type { TrainingPlan } from './training/plan';
import type { Settings } from './training/settings';
import type { Team } from './training/team';

export interface RunRecord {
  readonly schema: 'bitplane-run/2';
  /** With the whole recipe, overrides included. */
  readonly settings: Settings;
  /** As in model.json. */
  readonly data: DataRecord;
  /** How many processes trained together at the end; 1: one alone. */
  readonly ranks: number;
  /** Bytes that the first of several ranks sent per step to exchange gradients or weights; null: one process. */
  readonly sentPerStep: number | null;
  readonly result: {
    readonly loss: number;
    readonly accuracy: number;
    readonly validationAccuracy: number | null;
    readonly seconds: number;
  };
  readonly versions: { readonly node: string; readonly tfjs: string; readonly backend: Backend['name'] };
  /** Of this repository, with "+" when files were changed; null outside a git checkout. */
  readonly commit: string | null;
  readonly finished: string;
}

interface Run {
  readonly settings: Settings;
  readonly data: Dataset;
  readonly plan: Pick<TrainingPlan, 'train' | 'validation'>;
  readonly position: Position;
  readonly backend: Backend;
  readonly team: Pick<Team, 'size' | 'sentPerStep'>;
}

export function describeRun({ settings, data, plan, position, backend, team }: Run): RunRecord {
  const last = position.history.epochs[position.history.epochs.length - 1];
  const seconds = position.history.epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  return {
    schema: 'bitplane-run/2',
    settings,
    data: recordData(data, plan),
    ranks: team.size,
    sentPerStep: team.sentPerStep(),
    result: { loss: last.loss, accuracy: last.accuracy, validationAccuracy: last.validationAccuracy, seconds },
    versions: { node: process.versions.node, tfjs: tf.version.tfjs, backend: backend.name },
    commit: gitCommit(),
    finished: new Date().toISOString(),
  };
}

/** What the network's users need to know of the images: which were trained on, and how they were read. */
export const recordData = (
  { name, sha256, classes, splitSeed, test }: Dataset,
  { train, validation }: Pick<TrainingPlan, 'train' | 'validation'>,
): DataRecord => ({
  ...{ name, sha256, classes, splitSeed },
  image: { height: train.height, width: train.width, channels: train.channels },
  trainingImages: train.count,
  validationImages: validation?.count ?? 0,
  testImages: test.count,
});

export function gitCommit(): string | null {
  const { commit, dirty } = sourceState('--untracked-files=no');
  return commit && commit + (dirty === true ? '+' : '');
}

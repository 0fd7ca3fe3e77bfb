// The command `train`: from options to a trained network in a folder.
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { claimFolder, clock, networkName, outFolder, userPath, watchInterruption } from '@bitplane/cli';
import {
  dataFolder,
  describeDataset,
  readAgain,
  readDataset,
  readingOf,
  type Dataset,
  type Reading,
  type ReadOptions,
} from '@bitplane/data';
import { BitplaneError } from '@bitplane/model';
import type { Backend } from './backend';
import { assembleTeam } from './distributed/assemble';
import type { Ranks } from './distributed/ranks';
import type { AskedDistribution } from './distributed/settings';
import { startTogether } from './distributed/start';
import { hasModel } from './model-files';
import { plural } from './plural';
import { describeRun, recordData, type RunRecord } from './run-record';
import { readRankStates, restoreVariables, type RankStates } from './training/checkpoint';
import { loadTeacher } from './training/distillation';
import { describePosition, startPosition, type Position } from './training/history';
import { stepsPerEpoch, type TrainingPlan } from './training/plan';
import { runPlan } from './training/loop';
import { allVariables, planUntil, requireSameData, preparePlan, prepareLearner } from './training/preparation';
import { NO_PROGRESS, showProgress } from './training/progress';
import { NO_FILES, requireWritable, openRunFiles } from './training/run-files';
import type { Settings } from './training/settings';
import { takeWeights } from './training/start-from';
import { checkpointFolder, readStart, type AskedStart, type Start } from './training/start';
import type { Learner } from './training/step';

export interface TrainOptions extends AskedStart, AskedDistribution, Partial<ReadOptions> {
  /** Default: out/<network>/train. */
  readonly out?: string;
  /** Folder with images; default: CIFAR-10 as the set-up fetched it. */
  readonly data?: string;
  /** Sees the network before its first step. */
  readonly look?: (model: tf.LayersModel) => void;
  /** Minutes between checkpoints; default: 2. */
  readonly checkpointEvery?: number;
  /** Ranks that the command line asked for. */
  readonly distributed?: number;
  /** Stop after this epoch, to be resumed. */
  readonly untilEpoch?: number;
}

/** Of a run that has not begun. */
const UNREAD: Reading = { imageSize: null, splitSeed: null };

/** A checkpoint of the reference network takes 30 ms: this loses little and costs less. */
const DEFAULT_CHECKPOINT_MINUTES = 2;

/** Where the results of a run go. */
export const runFolder = ({ network, out }: Pick<TrainOptions, 'network' | 'out'>): string =>
  out === undefined ? outFolder(networkName(network), 'train') : userPath(out);

/**
 * Trains a network and writes the files of run-files.ts into its folder. A finished run that is there already is
 * replaced only with `overwrite`, and only when this one finishes. On several ranks each calls it, and the first one
 * writes. After the epoch `untilEpoch` it returns, and the run can be resumed. Throws E_USAGE when a run is there and
 * the options do not say what to do with it; E_FILE when the folder cannot be written; E_INTERRUPTED after a clean end
 * on SIGINT or SIGTERM; on several ranks also E_MISMATCH.
 */
export async function train(options: TrainOptions, backend: Backend, ranks: Ranks | null = null): Promise<void> {
  const folder = runFolder(options);
  const isFirst = ranks === null || ranks.communicator.rank === 0;
  const { checkpoint, settings } =
    ranks === null ? readStart(options, folder) : startTogether(ranks.communicator, options, folder);
  const imageFolder = dataFolder(options.data);
  const data = await readDataset(imageFolder, readAgain(checkpoint?.data?.reading ?? UNREAD, options));
  console.log(describeDataset(data, imageFolder).join('\n'));
  if (checkpoint !== null) requireSameData(checkpoint, data);
  const position = checkpoint?.position ?? startPosition();
  const plan = planUntil(preparePlan(settings, data), options.untilEpoch, position);
  const { learner, variables, saveTogether } = await assemble(
    { start: { checkpoint, settings }, folder, plan, data },
    ranks,
  );
  const reading = readingOf(recordData(data, plan));
  const release = isFirst ? claim(folder) : () => undefined;
  announce(plan, { settings, dataName: data.name, position, folder, hosts: ranks?.communicator.hosts ?? [] });
  options.look?.(learner.model);

  const files = !isFirst
    ? NO_FILES
    : openRunFiles(
        { folder, checkpointEvery: options.checkpointEvery ?? DEFAULT_CHECKPOINT_MINUTES },
        {
          ...{ settings, position, model: learner.model, variables, stepsPerEpoch: stepsPerEpoch(plan) },
          data: { name: data.name, sha256: data.sha256, reading },
        },
      );
  const saveCheckpoint = (): void => saveTogether((states) => files.saveCheckpoint(states));
  // From here on a run that is killed can be resumed.
  if (checkpoint === null) saveCheckpoint();
  const progress = isFirst
    ? showProgress(plan, position, { sentPerStep: () => learner.team.sentPerStep() })
    : NO_PROGRESS;
  const interruption = watchInterruption(() => process.stderr.write('\nstopping after this step …\n'));
  try {
    const complete = await runPlan(learner, plan, position, {
      onStep(current) {
        // The first step takes longer on a rank that writes files meanwhile.
        ranks?.watchForStalls();
        progress.onStep(current);
        files.onStep();
      },
      onCheckpoint: saveCheckpoint,
      isCheckpointDue: () => files.isCheckpointDue(),
      shouldStop: () => interruption.requested() || ranks?.isAskedToStop() === true,
    });
    if (!complete) {
      release();
      const sentence = describeStop(options, position, folder);
      if (position.epoch !== plan.untilEpoch) throw new BitplaneError('E_INTERRUPTED', sentence);
      if (isFirst) console.log(sentence);
      return;
    }
  } finally {
    progress.stop();
    interruption.release();
  }

  const record = describeRun({ settings, data, plan, position, backend, team: learner.team });
  files.finish(record);
  release();
  if (isFirst) report(record.result, folder);
}

interface Unassembled {
  readonly start: Start;
  readonly folder: string;
  readonly plan: TrainingPlan;
  readonly data: Dataset;
}

interface Ready {
  readonly learner: Learner;
  /** All that a checkpoint holds. */
  readonly variables: readonly tf.Variable[];
  /** Calls `write` with what a checkpoint holds of each rank besides. */
  readonly saveTogether: (write: (states: RankStates | null) => void) => void;
}

/** The learner at the run's start, with the weights that it starts from, its teacher and the other ranks. */
export async function assemble({ start, folder, plan, data }: Unassembled, ranks: Ranks | null): Promise<Ready> {
  const { checkpoint, settings } = start;
  const untaught = prepareLearner(settings, plan);
  if (checkpoint === null && settings.from !== undefined) {
    const { head } = untaught;
    console.log(takeWeights(untaught.model, settings.from, { head, classes: data.classes }));
  }
  if (untaught.frozen !== null) console.log(untaught.frozen);
  const { distillation } = settings.recipe;
  const learner =
    distillation === null ? untaught : { ...untaught, teacher: await loadTeacher(distillation, untaught.model) };
  const variables = allVariables(learner);
  const checkpoints = checkpointFolder(folder);
  if (checkpoint !== null && (ranks === null || ranks.communicator.rank === 0)) {
    restoreVariables(checkpoints, checkpoint, variables);
  }
  if (ranks === null) return { learner, variables, saveTogether: (write) => write(null) };
  const { team, saveTogether } = assembleTeam(ranks, learner, {
    ...{ settings, variables, data: data.sha256 },
    readStates: (own) => (checkpoint === null ? null : readRankStates(checkpoints, checkpoint, own)),
  });
  return { learner: { ...learner, team }, variables, saveTogether };
}

/** Takes the folder for this process. Returns what gives it back. */
function claim(folder: string): () => void {
  requireWritable(folder);
  return claimFolder(join(folder, '.run'));
}

interface Announcement {
  readonly settings: Settings;
  readonly dataName: string;
  readonly position: Position;
  readonly folder: string;
  /** Of the ranks; empty: one process. */
  readonly hosts: readonly string[];
}

function announce(plan: TrainingPlan, { settings, dataName, position, folder, hosts }: Announcement): void {
  const begin = position.epoch + position.stepInEpoch === 0 ? '' : `, continuing after ${describePosition(position)}`;
  const held = plan.validation === null ? '' : `, ${plan.validation.count} held out`;
  console.log(
    `Training ${settings.network} with recipe ${settings.recipe.name}: ${plan.train.count} images of ${dataName}${held}, ` +
      `${plural(plan.epochs, 'epoch')} of ${plural(stepsPerEpoch(plan), 'step')}, seed ${settings.seed}${begin}`,
  );
  if (hosts.length > 0)
    console.log(`${plural(hosts.length, 'rank')}: ${hosts.map((host, rank) => `${rank} on ${host}`).join(', ')}`);
  const { batchSize } = plan;
  if (batchSize > plan.train.count) {
    console.log(`The batch size ${batchSize} exceeds the number of images: each step takes all ${plan.train.count}.`);
  }
  if (hasModel(folder)) console.log(`${folder} contains a finished run, which is kept until this one has finished.`);
}

function report(result: RunRecord['result'], folder: string): void {
  const held = result.validationAccuracy === null ? '' : `, ${percent(result.validationAccuracy)} on held-out images`;
  console.log(
    `Trained in ${clock(result.seconds)}: loss ${result.loss.toFixed(3)}, accuracy ${percent(result.accuracy)} in the last epoch${held}`,
  );
  console.log(`model:  ${join(folder, 'model.json')}\ncurves: ${join(folder, 'curves.html')}`);
}

function describeStop(options: TrainOptions, position: Position, folder: string): string {
  const given = (['network', 'out', 'data', 'distributed'] as const).flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [`--${name} ${value}`];
  });
  return `training stopped after ${describePosition(position)}; its state is in ${join(folder, 'checkpoint')}: continue with "npx nx run trainer:train ${[...given, '--resume'].join(' ')}"`;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

// The command `train`: from options to a trained network in a folder.
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { BitplaneError, outFolder, userPath } from '@bitplane/model';
import type { Backend } from './backend';
import { dataFolder, readCifar10 } from './data/cifar10';
import { hasModel, saveModel } from './model-files';
import { networkName } from './networks';
import { recipeNamed } from './recipes';
import { describeRun, type RunRecord } from './run-record';
import { readCheckpoint, restoreVariables, writeCheckpoint } from './training/checkpoint';
import { drawCurves } from './training/curves';
import { describePosition, startPosition, type Position } from './training/history';
import { watchInterruption } from './training/interruption';
import { runCourse, stepsPerEpoch, type Course } from './training/loop';
import { allVariables, checkpointToResume, prepareCourse, prepareLearner, type Wish } from './training/preparation';
import { clock, showProgress } from './training/progress';
import { completeSettings, resumeSettings, type Settings } from './training/settings';

export interface TrainOptions extends Partial<Settings>, Wish {
  /** A name of the list, or the file of a user's own network. */
  readonly network: string;
  /** Default: out/<network>/train. */
  readonly out?: string;
  /** Folder with CIFAR-10; default: what the set-up fetched. */
  readonly data?: string;
}

/**
 * Trains a network and writes model.json, weights.bin, history.json, curves.svg, run.json and checkpoint/ into its folder. A finished run
 * that is there already is replaced only when this one finishes. Throws E_USAGE when an unfinished one is there and the
 * options do not say what to do with it; E_FILE when the folder cannot be written; E_INTERRUPTED after a clean end on SIGINT or SIGTERM.
 */
export async function train(options: TrainOptions, backend: Backend): Promise<void> {
  const folder = options.out === undefined ? outFolder(networkName(options.network), 'train') : userPath(options.out);
  const checkpointFolder = join(folder, 'checkpoint');
  const checkpoint = checkpointToResume(readCheckpoint(checkpointFolder), options, folder);
  const asked = askedSettings(options);
  const settings =
    checkpoint === null ? completeSettings(options.network, asked) : resumeSettings(checkpoint.settings, asked);
  const recipe = recipeNamed(settings.recipe);
  const data = readCifar10(dataFolder(options.data));
  const course = prepareCourse(settings, recipe, data);
  const learner = prepareLearner(settings, recipe, course);
  const variables = allVariables(learner);
  if (checkpoint !== null) restoreVariables(checkpointFolder, checkpoint, variables);
  demandWritable(folder);
  const position = checkpoint?.position ?? startPosition();
  announce(course, { settings, dataName: data.name, position, folder });

  const curves = (): string => drawCurves(position.history, title(settings));
  const saveCheckpoint = (finished: boolean): void => {
    writeCheckpoint(checkpointFolder, { finished, settings, position }, variables);
    writeFileAtomic.sync(join(checkpointFolder, 'curves.svg'), curves());
  };
  const progress = showProgress(course, position);
  const interruption = watchInterruption(() => process.stderr.write('\nending after this step …\n'));
  try {
    const complete = await runCourse(learner, course, position, {
      onStep: (current) => progress.onStep(current),
      onCheckpoint: () => saveCheckpoint(false),
      shouldStop: () => interruption.requested(),
    });
    if (!complete) throw interrupted(options, position, folder);
  } finally {
    progress.stop();
    interruption.release();
  }

  const record = describeRun({ settings, recipe, data, trainingImages: course.train.count, position, backend });
  saveModel(learner.model, folder);
  writeFileAtomic.sync(join(folder, 'history.json'), `${JSON.stringify(position.history, null, 2)}\n`);
  writeFileAtomic.sync(join(folder, 'curves.svg'), curves());
  writeFileAtomic.sync(join(folder, 'run.json'), `${JSON.stringify(record, null, 2)}\n`);
  saveCheckpoint(true);
  report(record.result, folder);
}

/** Makes the folder, or says before hours of training that it cannot be made or written. */
function demandWritable(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new BitplaneError(
      'E_FILE',
      `${folder}: expected a folder to write into, got ${(cause as Error).message}: choose another --out`,
      { cause },
    );
  }
}

/** Step by step: Node's own recursive mkdir never returns below a folder such as /proc that takes no entries. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function askedSettings({ recipe, epochs, batchSize, seed, limit, validation }: TrainOptions): Partial<Settings> {
  return { recipe, epochs, batchSize, seed, limit, validation };
}

interface Announcement {
  readonly settings: Settings;
  readonly dataName: string;
  readonly position: Position;
  readonly folder: string;
}

function announce(course: Course, { settings, dataName, position, folder }: Announcement): void {
  const begin = position.epoch + position.stepInEpoch === 0 ? '' : `, going on after ${describePosition(position)}`;
  const held = course.validation === null ? '' : `, ${course.validation.count} held out`;
  console.log(
    `Training ${settings.network} with recipe ${settings.recipe}: ${course.train.count} images of ${dataName}${held}, ` +
      `${plural(course.epochs, 'epoch')} of ${plural(stepsPerEpoch(course), 'step')}, seed ${settings.seed}${begin}`,
  );
  if (hasModel(folder)) console.log(`${folder} holds a finished run; it stays until this one is finished.`);
}

function report(result: RunRecord['result'], folder: string): void {
  const held = result.validationAccuracy === null ? '' : `, ${percent(result.validationAccuracy)} on held-out images`;
  console.log(
    `Trained in ${clock(result.seconds)}: loss ${result.loss.toFixed(3)}, ${percent(result.accuracy)} right in the last epoch${held}`,
  );
  console.log(`model:  ${join(folder, 'model.json')}\ncurves: ${join(folder, 'curves.svg')}`);
}

function interrupted(options: TrainOptions, position: Position, folder: string): BitplaneError {
  const given = (['network', 'out', 'data'] as const).flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [`--${name} ${value}`];
  });
  return new BitplaneError(
    'E_INTERRUPTED',
    `training ended after ${describePosition(position)}; its state is in ${join(folder, 'checkpoint')}: go on with "npx nx run trainer:train ${given.join(' ')} --resume"`,
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const title = ({ network, recipe, epochs }: Settings): string =>
  `${networkName(network)}, recipe ${recipe}, ${plural(epochs, 'epoch')}`;

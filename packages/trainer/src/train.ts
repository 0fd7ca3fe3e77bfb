// The command `train`: from options to a trained network in a folder.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import writeFileAtomic from 'write-file-atomic';
import { BitplaneError, outFolder, userPath } from '@bitplane/model';
import type { Backend } from './backend';
import { dataFolder, NUM_CLASSES, readCifar10, type Cifar10 } from './data/cifar10';
import { sliceImages, splitImages } from './data/images';
import { hasModel, saveModel } from './model-files';
import { buildNetwork, networkName } from './networks';
import { makeOptimizer } from './optimizers';
import { recipeNamed, type Recipe } from './recipes';
import { describeRun } from './run-record';
import { readCheckpoint, restoreVariables, writeCheckpoint, type Checkpoint } from './training/checkpoint';
import { drawCurves } from './training/curves';
import { startPosition, type Position } from './training/history';
import { watchInterruption } from './training/interruption';
import { runCourse, stepsPerEpoch, type Course } from './training/loop';
import { clock, showProgress } from './training/progress';
import { completeSettings, resumeSettings, type Settings } from './training/settings';
import { sortWeights, type Learner } from './training/step';

export interface TrainOptions extends Partial<Settings> {
  /** A name of the list, or the file of a user's own network. */
  readonly network: string;
  /** Default: out/<network>/train. */
  readonly out?: string;
  /** Folder with CIFAR-10; default: what the set-up fetched. */
  readonly data?: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
}

/**
 * Trains a network and writes model.json, weights.bin, history.json, curves.svg, run.json and checkpoint/ into its folder. A finished run
 * that is there already is replaced only when this one finishes. Throws E_USAGE when an unfinished one is there and the
 * options do not say what to do with it; E_INTERRUPTED after a clean end on SIGINT or SIGTERM.
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
  const course = makeCourse(settings, recipe, data);
  const learner = makeLearner(settings, recipe);
  checkShapes(learner.model, course);
  const variables = allVariables(learner);
  if (checkpoint !== null) restoreVariables(checkpointFolder, checkpoint, variables);
  const position = checkpoint?.position ?? startPosition();
  announce(course, { settings, data, position, folder });

  const progress = showProgress(course, position);
  const interruption = watchInterruption(() => process.stderr.write('\nending after this step …\n'));
  const save = (finished: boolean): void => {
    writeCheckpoint(checkpointFolder, { finished, settings, position }, variables);
    writeFileAtomic.sync(join(checkpointFolder, 'curves.svg'), drawCurves(position.history, title(settings)));
  };
  let complete: boolean;
  try {
    complete = await runCourse(learner, course, position, {
      onStep: (current) => progress.onStep(current),
      onCheckpoint: () => save(false),
      shouldStop: () => interruption.requested(),
    });
  } finally {
    progress.stop();
    interruption.release();
  }
  if (!complete) throw interrupted(options, position, folder);

  const record = describeRun({ settings, recipe, data, trainingImages: course.train.count, position, backend });
  mkdirSync(folder, { recursive: true });
  writeFileAtomic.sync(join(folder, 'history.json'), `${JSON.stringify(position.history, null, 2)}\n`);
  writeFileAtomic.sync(join(folder, 'curves.svg'), drawCurves(position.history, title(settings)));
  writeFileAtomic.sync(join(folder, 'run.json'), `${JSON.stringify(record, null, 2)}\n`);
  saveModel(learner.model, folder);
  save(true);
  report(record.result, folder);
}

/** What the options and the folder say about where to begin: null for the beginning. */
function checkpointToResume(found: Checkpoint | null, options: TrainOptions, folder: string): Checkpoint | null {
  if (options.resume === true) {
    if (found === null) {
      throw new BitplaneError(
        'E_MISSING_FILE',
        `no checkpoint in ${folder} to resume: leave --resume out to start a run`,
      );
    }
    if (!found.finished) return found;
    throw new BitplaneError('E_USAGE', `the run in ${folder} is finished: leave --resume out to train anew`);
  }
  if (found === null || found.finished || options.overwrite === true) return null;
  throw new BitplaneError(
    'E_USAGE',
    `${folder} holds an unfinished run (${describePosition(found.position)}): go on with --resume, start anew with --overwrite, or give another --out`,
  );
}

function askedSettings({ recipe, epochs, batchSize, seed, limit, validation }: TrainOptions): Partial<Settings> {
  return { recipe, epochs, batchSize, seed, limit, validation };
}

function makeCourse(settings: Settings, recipe: Recipe, data: Cifar10): Course {
  const { epochs, batchSize, seed, limit, validation: held } = settings;
  const images = sliceImages(data.train, 0, limit ?? data.train.count);
  if (held >= images.count) {
    throw new BitplaneError('E_USAGE', `expected --validation below the ${images.count} training images, got ${held}`);
  }
  const [train, validation] = held > 0 ? splitImages(images, held, seed) : [images, null];
  return { epochs, batchSize, seed, augmentation: recipe.augmentation, train, validation };
}

function makeLearner({ network, seed, batchSize }: Settings, recipe: Recipe): Learner {
  const { initialSlopes, initialOutputScale } = recipe;
  const model = buildNetwork(network, { seed, initialSlopes, initialOutputScale });
  const weights = sortWeights(model);
  const optimizer = makeOptimizer([...weights.latents, ...weights.others], recipe.optimizer, batchSize);
  return { model, ...weights, optimizer, recipe };
}

/** Throws E_SHAPE for a network that does not take these images or has no score for some of their classes. */
function checkShapes(model: tf.LayersModel, { train: { height, width, channels } }: Course): void {
  const [[, ...image], [, ...scores]] = [model.inputs[0].shape, model.outputs[0].shape];
  const fits =
    String(image) === String([height, width, channels]) && scores.length === 1 && (scores[0] ?? 0) >= NUM_CLASSES;
  if (fits) return;
  throw new BitplaneError(
    'E_SHAPE',
    `network ${model.name}: expected images [${height},${width},${channels}] → ${NUM_CLASSES} scores, got [${image.join()}] → [${scores.join()}]`,
  );
}

/** Everything that training changes: the model's weights, moving means included, and the optimizer's slots. */
const allVariables = ({ model, optimizer }: Learner): tf.Variable[] => [
  ...model.weights.map((weight) => weight.read() as tf.Variable),
  ...optimizer.slots,
];

interface Announcement {
  readonly settings: Settings;
  readonly data: Cifar10;
  readonly position: Position;
  readonly folder: string;
}

function announce(course: Course, { settings, data, position, folder }: Announcement): void {
  const begin = position.epoch + position.stepInEpoch === 0 ? '' : `, going on after ${describePosition(position)}`;
  const held = course.validation === null ? '' : `, ${course.validation.count} held out`;
  console.log(
    `Training ${settings.network} with recipe ${settings.recipe}: ${course.train.count} images of ${data.name}${held}, ` +
      `${course.epochs} epoch${course.epochs === 1 ? '' : 's'} of ${stepsPerEpoch(course)} steps, seed ${settings.seed}${begin}`,
  );
  if (hasModel(folder)) console.log(`${folder} holds a finished run; it stays until this one is finished.`);
}

function report(result: ReturnType<typeof describeRun>['result'], folder: string): void {
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

const describePosition = ({ epoch, stepInEpoch }: Position): string =>
  `epoch ${epoch}, step ${stepInEpoch} of the next`;

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

const title = ({ network, recipe, epochs }: Settings): string =>
  `${networkName(network)}, recipe ${recipe}, ${epochs} epoch${epochs === 1 ? '' : 's'}`;

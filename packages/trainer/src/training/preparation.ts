// What a run needs before its first step: where to start, which images, which network.
import type * as tf from '@tensorflow/tfjs';
import { sliceImages, type Dataset } from '@bitplane/data';
import { BitplaneError } from '@bitplane/model';
import { splitImages } from '../data/images';
import { buildNetwork } from '../networks';
import { hasModel } from '../model-files';
import { allLayers } from '../networks/all-layers';
import { makeOptimizer } from '../optimizers';
import { adaptNetwork } from './adapt-network';
import type { Checkpoint } from './checkpoint-schema';
import { freezeAllBut, headOf } from './freeze';
import { describePosition, type Position } from './history';
import type { TrainingPlan } from './plan';
import { requireFit } from './require-fit';
import type { Settings } from './settings';
import { sortWeights, type Learner } from './step';
import { alone } from './team';

export interface Wish {
  readonly resume?: boolean;
  readonly overwrite?: boolean;
}

/**
 * The position at which a run starts, by the user's options and the checkpoint in `folder`: null for the beginning.
 * Throws E_MISSING_FILE when there is nothing to resume, E_USAGE when a finished run is to be resumed or a run is in
 * the way.
 */
export function checkpointToResume(
  found: Checkpoint | null,
  { resume, overwrite }: Wish,
  folder: string,
): Checkpoint | null {
  if (resume === true) {
    if (found === null) {
      throw new BitplaneError(
        'E_MISSING_FILE',
        `no checkpoint in ${folder} to resume: leave --resume out to start a run`,
      );
    }
    if (!found.finished) return found;
    throw new BitplaneError(
      'E_USAGE',
      `the run in ${folder} is finished: train again with --overwrite instead of --resume, or give another --out`,
    );
  }
  if (overwrite === true) return null;
  if (found?.finished ?? hasModel(folder)) {
    throw new BitplaneError(
      'E_USAGE',
      `${folder} contains a finished run: train again with --overwrite, or give another --out`,
    );
  }
  if (found === null) return null;
  throw new BitplaneError(
    'E_USAGE',
    `${folder} contains a run that stopped after ${describePosition(found.position)}: continue with --resume, start over with --overwrite, or give another --out`,
  );
}

/** Throws E_USAGE when a run is to go on with other images than those it began with. */
export function requireSameData({ data: before }: Pick<Checkpoint, 'data'>, data: Dataset): void {
  if (before === null || before.sha256 === data.sha256) return;
  const shown = ({ name, sha256 }: NonNullable<Checkpoint['data']>): string => `${name} (${sha256.slice(0, 12)}…)`;
  throw new BitplaneError(
    'E_USAGE',
    `the run to resume trains on ${shown(before)}, got ${shown(data)}: give the same --data as when it started, or start over with --overwrite instead of --resume`,
  );
}

/**
 * Throws E_USAGE when no image is left to train on, or images are to be held out although the data has a validation
 * set.
 */
export function preparePlan(settings: Settings, data: Dataset): TrainingPlan {
  const { recipe, seed, limit, validation: held } = settings;
  const { epochs, batchSize, augmentation } = recipe;
  const images = sliceImages(data.train, 0, limit ?? data.train.count);
  if (held >= images.count) {
    throw new BitplaneError('E_USAGE', `expected --validation below the ${images.count} training images, got ${held}`);
  }
  if (held > 0 && data.validation !== null) {
    throw new BitplaneError(
      'E_USAGE',
      `expected no --validation, since ${data.name} has a validation set of its own, got ${held}: leave the option out`,
    );
  }
  const [train, validation] = held > 0 ? splitImages(images, held, seed) : [images, data.validation];
  return { epochs, batchSize, seed, augmentation, train, validation, numClasses: data.classes.length };
}

/**
 * The plan, up to an epoch that the user asks for. Throws E_USAGE when the run has come that far, or ends before.
 */
export function planUntil(
  plan: TrainingPlan,
  untilEpoch: number | undefined,
  { epoch }: Pick<Position, 'epoch'>,
): TrainingPlan {
  if (untilEpoch === undefined || (untilEpoch > epoch && untilEpoch <= plan.epochs)) return { ...plan, untilEpoch };
  throw new BitplaneError(
    'E_USAGE',
    `expected --until-epoch after epoch ${epoch}, where the run is, up to ${plan.epochs}, where it ends, got ${untilEpoch}`,
  );
}

export interface Prepared extends Learner {
  /** Names of the weights that depend on the number of classes; none where a run starts with random weights. */
  readonly head: ReadonlySet<string>;
  /** A line for the user that names the layers which are not trained; null: all are. */
  readonly frozen: string | null;
}

/**
 * A learner at its beginning, with random weights, alone and without the teacher that its recipe may have. Throws
 * E_LAYER for a layer that cannot be trained, and what buildNetwork, requireFit, adaptNetwork and freezeAllBut throw.
 */
export function prepareLearner(
  { network, seed, recipe, from }: Settings,
  { train, numClasses }: TrainingPlan,
): Prepared {
  const { initialSlopes, initialOutputScale } = recipe;
  const inputShape = [train.height, train.width, train.channels] as const;
  const start = { seed, initialSlopes, initialOutputScale, inputShape };
  const built = buildNetwork(network, { ...start, numClasses });
  requireFit(built, network, { inputShape, numClasses });
  requireTrainableNorms(built);
  const wider = from && buildNetwork(network, { ...start, numClasses: numClasses + 1 });
  const head = wider === undefined ? new Set<string>() : headOf(built, wider);
  wider?.dispose();
  const model = adaptNetwork(built, recipe, train);
  const frozen = from?.freeze === true ? freezeAllBut(model, head) : null;
  const weights = sortWeights(model);
  const optimizer = makeOptimizer(weights, recipe.optimizer);
  return { model, ...weights, optimizer, recipe, teacher: null, team: alone(optimizer), head, frozen };
}

/** TensorFlow.js 4.22 loads a batch norm without gamma or beta, but reads both when it trains. */
function requireTrainableNorms(model: tf.LayersModel): void {
  for (const layer of allLayers(model)) {
    if (layer.getClassName() !== 'BatchNormalization') continue;
    const { scale, center } = layer.getConfig();
    if (scale !== false && center !== false) continue;
    throw new BitplaneError(
      'E_LAYER',
      `${layer.name}: expected a batch norm with scale and center, got scale ${JSON.stringify(scale)}, center ${JSON.stringify(center)}: ` +
        'TensorFlow.js cannot train it; leave both out',
    );
  }
}

/** Everything that training changes: the model's weights, moving means included, and the optimizer's slots. */
export const allVariables = ({ model, optimizer }: Learner): tf.Variable[] => [
  ...model.weights.map((weight) => weight.read() as tf.Variable),
  ...optimizer.slots,
];

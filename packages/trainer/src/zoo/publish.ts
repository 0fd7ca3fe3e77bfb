// The command `publish`: puts a trained network into the zoo, with the record of how it was made.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { makeFolder, networkName, outFolder, readWhole, userPath, workspaceRoot } from '@bitplane/cli';
import { dataFolder, readCifar10, TEST_FILE } from '@bitplane/data';
import { evaluateInRuntime, hashLogits } from '../c-runtime';
import { KernelLayer } from '../layers';
import { hasModel, saveModel } from '../model-files';
import { allLayers } from '../networks/all-layers';
import { gitCommit } from '../run-record';
import { cardBytes, zooFolder, type ZooCard } from './card';
import { stageEntry } from './entry';
import { exportRun, type Exported } from './export-run';
import { rewriteTable } from './rewrite';
import { readRun, type Run } from './run';

export interface PublishOptions {
  readonly network: string;
  /** Folder of the run; default: out/<network>/train. */
  readonly run?: string;
  /** In the zoo; default: the network's. */
  readonly name?: string;
  /** Default: the repository's. */
  readonly zoo?: string;
  /** Folder with CIFAR-10; default: what the set-up fetched. */
  readonly data?: string;
  readonly print: (line: string) => void;
}

/** Images that are in the repository, for a hash that every machine can check. */
const SLICE = 'test/data/cifar10-slice/test_batch.bin';

/**
 * Exports the network of a run, finished or not, measures its accuracy on all test images with the C runtime, and
 * replaces zoo/<name>/ by model.bpm, card.json, README.md, recipe.json, history.json, curves.svg, the weights in
 * float32 (model.json, weights.bin) and, for a run that is not at its end, checkpoint/; then rewrites the table in
 * zoo/README.md. Throws what readRun, exportRun, evaluateInRuntime and stageEntry throw; the zoo is then as it was.
 */
export async function publish(options: PublishOptions): Promise<void> {
  const { network, zoo = zooFolder(), print } = options;
  const name = options.name ?? networkName(network);
  const data = dataFolder(options.data);
  const run = readRun(
    options.run === undefined ? outFolder(networkName(network), 'train') : userPath(options.run),
    await readCifar10(data),
  );
  makeFolder(zoo);
  // In the zoo, so that a rename puts the entry in its place.
  const staging = mkdtempSync(join(zoo, '.publish-'));
  try {
    const trained = join(staging, 'train');
    saveModel(run.model, trained, run.data);
    const exported = exportRun(trained, { name, folder: join(staging, 'export') });
    const { images, correct } = evaluateInRuntime({ model: exported.model, data: join(data, TEST_FILE) });
    const logits = {
      testSet: hashLogits({ model: exported.model, data: join(data, TEST_FILE) }),
      slice: hashLogits({ model: exported.model, data: join(workspaceRoot(), SLICE) }),
    };
    const card = describe(run, exported, { name, images, correct, logits });
    stageEntry(join(staging, 'entry'), { card, run, model: exported.model, trained });
    if (existsSync(join(zoo, name))) renameSync(join(zoo, name), join(staging, 'before'));
    renameSync(join(staging, 'entry'), join(zoo, name));
    if (!hasModel(join(zoo, name))) print(`${name}: its weights in float32 take more than 4 MB, and are left out`);
    print(`${name}: ${card.accuracy.toFixed(2)} % (${correct} of ${images})`);
  } finally {
    rmSync(staging, { recursive: true });
  }
  rewriteTable(zoo);
}

function describe(
  { model: network, checkpoint, recipe, images: trainingImages, validationAccuracy: held }: Run,
  { model, report }: Exported,
  { name, images, correct, logits }: Pick<ZooCard, 'name' | 'images' | 'correct' | 'logits'>,
): ZooCard {
  const { settings, position } = checkpoint;
  const { epochs } = position.history;
  const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  return {
    schema: 'bitplane-zoo/1',
    name,
    network: settings.network,
    file: 'model.bpm',
    sha256: createHash('sha256').update(readWhole(model)).digest('hex'),
    accuracy: (100 * correct) / images,
    images,
    correct,
    logits,
    weightBits: widestBinaryWeights(network),
    bytes: cardBytes(model, report.bytes.float32),
    macs: { binary: report.binaryMacs, integer: report.integerMacs },
    recipe: recipe.name,
    seed: settings.seed,
    commit: gitCommit(),
    training: {
      epochs: position.epoch,
      plannedEpochs: recipe.epochs,
      images: trainingImages,
      validationAccuracy: held === null ? null : 100 * held,
      hours: seconds / 3600,
      machine: `${availableParallelism()} threads of ${cpus()[0].model.trim()}`,
      finished: new Date().toISOString().slice(0, 10),
    },
  };
}

/** Bits of a binary weight where it has most of them. */
const widestBinaryWeights = (model: tf.LayersModel): number =>
  Math.max(
    1,
    ...allLayers(model).map((layer) =>
      layer instanceof KernelLayer && layer.latentWeights.length > 0 ? Math.ceil(layer.cost().kernelBits) : 0,
    ),
  );

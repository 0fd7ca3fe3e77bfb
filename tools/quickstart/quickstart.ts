// The steps of the quickstart, in order. Each is a front door that a user can call alone.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cifar10Folder, outFolder, userPath } from '@bitplane/cli';
import { runningBoards } from '@bitplane/deployer';
import { BitplaneError } from '@bitplane/model';
import { runDoor, runProgram, setUp } from '../doors';
import { throwIfEnded } from './ended';
import { countReferenceAnswers } from './reference-answers';
import { openTwins } from './twins';

export interface QuickstartOptions {
  readonly recipe: string;
  readonly epochs?: number;
  readonly limit?: number;
  readonly data?: string;
  readonly host: string;
}

export interface Answers {
  readonly images: number;
  readonly correct: number;
}

/** What the closing table is made of. */
export interface QuickstartResults {
  readonly trainer: Answers;
  readonly runtime: Answers;
  /** The reference interpreter and the C runtime on the same first images of the test set. */
  readonly reference: { readonly interpreter: Answers; readonly runtime: Answers };
  readonly trainFolder: string;
  readonly exportFolder: string;
  /** Reports of one comparison: ours with the best kernels, ours with portable ones, the float and the int8 twin. */
  readonly reports: { readonly best: string; readonly portable: string; readonly float: string; readonly int8: string };
  readonly page: string;
}

const NETWORK = 'reference';
/** The interpreter needs some 0.1 s an image, and shows no more on 10,000 images than on these. */
const REFERENCE_IMAGES = 100;

/**
 * Throws E_MISSING_FILE for a folder without images, what its steps throw, and E_INTERRUPTED between two of them once
 * the signal is aborted.
 */
export async function runQuickstart(options: QuickstartOptions, signal: AbortSignal): Promise<QuickstartResults> {
  const data = options.data === undefined ? cifar10Folder() : userPath(options.data);
  const testImages = join(data, 'test_batch.bin');
  if (options.data !== undefined && !existsSync(testImages)) {
    throw new BitplaneError(
      'E_MISSING_FILE',
      `expected CIFAR-10's binary files in ${data}, found no test_batch.bin: leave --data out to take what the set-up fetches`,
    );
  }
  const step = stepsUntil(signal);
  const trainFolder = outFolder(NETWORK, 'train');
  const exportFolder = outFolder(NETWORK, 'export');
  const model = join(exportFolder, 'model.bpm');

  step('Set up');
  await setUp(options.data === undefined ? [] : ['--without', 'cifar10']);
  await train(options, { data, folder: trainFolder, step });
  step('Evaluate: TensorFlow.js on all test images');
  const trainer = parseAnswers(await runDoor('trainer', ['evaluate', '--network', NETWORK, '--data', data]));

  step('Export: .bpm, .onnx, golden vectors, float and int8 twins');
  await runDoor('converter', ['export', '--network', NETWORK, '--images', testImages, '--twins']);
  step('Verify: reference interpreter, onnxruntime and C runtime against each other');
  await runDoor('converter', ['verify', '--network', NETWORK, '--images', testImages, '--limit', '50']);

  step('Run: C runtime on all test images');
  const runtime = await evaluate(model, testImages);
  console.log(`${runtime.correct} of ${runtime.images} correct`);
  const first = Math.min(REFERENCE_IMAGES, runtime.images);
  const reference = {
    interpreter: await countReferenceAnswers({ model, images: testImages, count: first }, signal),
    runtime: await evaluate(model, testImages, first),
  };

  const reports = await pushAndBench(options.host, { exportFolder, data: testImages, step });
  for (const { host, sshConfig } of runningBoards()) {
    // Its times could not be compared; its bits can.
    step(`Push to the emulated board ${host} as well, and verify there`);
    await runDoor('deployer', ['push', '--host', host, '--ssh-config', sshConfig, '--network', NETWORK, '--no-bench']);
  }
  step('Compare');
  const page = outFolder('reports', 'quickstart.html');
  await runDoor('deployer', ['compare', reports.best, reports.portable, reports.float, reports.int8, '--out', page]);
  return { trainer, runtime, reference, trainFolder, exportFolder, reports, page };
}

interface TrainPlaces {
  readonly data: string;
  readonly folder: string;
  readonly step: Step;
}

async function train(options: QuickstartOptions, { data, folder, step }: TrainPlaces): Promise<void> {
  if (existsSync(join(folder, 'model.json'))) {
    step(`Train: ${folder} already contains a trained network, which is used (delete the folder to train again)`);
    return;
  }
  const resume = existsSync(join(folder, 'checkpoint'));
  step(resume ? 'Train: continuing from the last checkpoint' : `Train: recipe ${options.recipe}`);
  const args = ['train', '--network', NETWORK, '--recipe', options.recipe, '--data', data];
  if (options.epochs !== undefined) args.push('--epochs', String(options.epochs));
  if (options.limit !== undefined) args.push('--limit', String(options.limit));
  if (resume) args.push('--resume');
  await runDoor('trainer', args);
}

interface PushPlaces {
  readonly exportFolder: string;
  readonly data: string;
  readonly step: Step;
}

/**
 * Ours with the best and with portable kernels on the board; the twins before, between and after them on this machine.
 */
async function pushAndBench(
  host: string,
  { exportFolder, data, step }: PushPlaces,
): Promise<QuickstartResults['reports']> {
  const path = (name: string) => outFolder('reports', `quickstart-${name}.json`);
  const reports = {
    best: path('1bit'),
    portable: path('1bit-portable'),
    float: path('onnxruntime-float'),
    int8: path('onnxruntime-int8'),
  };
  // A computer that has just trained is not idle; the reports say how noisy it was.
  const board = ['--host', host, '--network', NETWORK, '--allow-noisy'];
  const twins = await openTwins({ network: NETWORK, exportFolder, reports });
  await twins.round();
  step(`Push: over SSH to ${host}, verify there, measure accuracy, benchmark with the best kernels`);
  await runDoor('deployer', [
    'push',
    ...board,
    '--data',
    data,
    '--label',
    '1 bit, best kernels',
    '--out',
    reports.best,
  ]);
  await twins.round();
  step('Benchmark again with BITPLANE_CPU=portable');
  await runDoor('deployer', [
    'bench',
    ...board,
    '--cpu',
    'portable',
    '--label',
    '1 bit, portable C',
    '--out',
    reports.portable,
  ]);
  await twins.round();
  twins.writeReports();
  return reports;
}

async function evaluate(model: string, images: string, limit?: number): Promise<Answers> {
  const args = ['eval', '--model', model, '--data', images];
  if (limit !== undefined) args.push('--limit', String(limit));
  const { images: count, correct } = JSON.parse(await runProgram(args)) as Answers;
  return { images: count, correct };
}

function parseAnswers(output: string): Answers {
  const match = /^accuracy: .*\((\d+) of (\d+)\)$/m.exec(output);
  if (match === null) throw new Error(`trainer evaluate printed no accuracy line: ${output}`);
  return { correct: Number(match[1]), images: Number(match[2]) };
}

/** Says what comes next, or throws E_INTERRUPTED. */
type Step = (text: string) => void;

const stepsUntil =
  (signal: AbortSignal): Step =>
  (text) => {
    throwIfEnded(signal);
    console.log(`\n── ${text}`);
  };

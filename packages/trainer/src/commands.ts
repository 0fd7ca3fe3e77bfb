// The commands and their options: bitplane-trainer train | evaluate | summary.
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { BitplaneError, usageError } from '@bitplane/model';
import { loadBackend, type Backend } from './backend';
import { addBenchCommand } from './bench/commands';
import { evaluate, evaluationLine, modelFolder, type EvaluateOptions } from './evaluate';
import { loadModel } from './model-files';
import { buildNetwork, NETWORKS } from './networks';
import { RECIPES } from './recipes';
import { formatSummary, summarize } from './summary';
import { train, type TrainOptions } from './train';

const COMMANDS = ['train', 'evaluate', 'summary', 'bench'];
const NETWORK_HELP = `${Object.keys(NETWORKS).join(', ')}, or a .ts or .js file with a network of your own`;
const DATA_HELP = "folder with CIFAR-10's binary files (default: what `npm run setup` fetched)";

/** Runs a command line; rejects with the error that ended it. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  try {
    await commands().parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    throw usageError(error, { program: 'bitplane-trainer', commands: COMMANDS, argv });
  }
}

function commands(): Command {
  const program = new Command('bitplane-trainer').description('Trains binary convolution networks with TensorFlow.js.');
  configure(program);
  configure(program.command('train'))
    .description('Train a network on CIFAR-10.')
    .option('--network <name|file>', NETWORK_HELP, 'reference')
    .option('--recipe <name>', `how to train: ${Object.keys(RECIPES).join(', ')} (default: reference)`)
    .option('--epochs <n>', "passes over the images (default: the recipe's)", integer(1, 100_000))
    .option('--batch-size <n>', "images in a step (default: the recipe's)", integer(1, 65_536))
    .option('--limit <n>', 'train on the first n images only', integer(1))
    .option('--validation <n>', 'hold out n of the images and look at them after each epoch (default: 0)', integer(0))
    .option('--seed <n>', 'of weights, order and augmentation (default: 1)', integer(0, 2 ** 31 - 1))
    .option('--data <dir>', DATA_HELP)
    .option('--out <dir>', 'folder for the results (default: out/<network>/train)')
    .option('--resume', 'go on from the last checkpoint, with the settings it was started with')
    .option('--overwrite', 'start anew where an unfinished run is')
    .action(async (options: TrainOptions & { resume?: boolean; overwrite?: boolean }) => {
      if (options.resume === true && options.overwrite === true) {
        throw new BitplaneError(
          'E_USAGE',
          'expected --resume or --overwrite, got both: one goes on, the other starts anew',
        );
      }
      await train(options, await showBackend());
    });
  configure(program.command('evaluate'))
    .description('Count right answers on the test images. The last line is `accuracy: 51.20 % (5120 of 10000)`.')
    .option('--network <name|file>', 'whose results to look at', 'reference')
    .option('--model <dir>', 'folder with model.json and weights.bin (default: out/<network>/train)')
    .option('--data <dir>', DATA_HELP)
    .option('--limit <n>', 'the first n test images only', integer(1))
    .action(async (options: EvaluateOptions) => {
      await showBackend();
      console.log(evaluationLine(await evaluate(options)));
    });
  configure(program.command('summary'))
    .description('Print what a network costs: output shapes, weights by width, multiply-adds of one image, kB.')
    .option('--network <name|file>', NETWORK_HELP, 'reference')
    .option('--model <dir>', 'a trained network in place of a named one')
    .action(async (options: Pick<EvaluateOptions, 'network' | 'model'>) => {
      await loadBackend();
      console.log(formatSummary(summarize(await networkToSummarize(options))));
    });
  addBenchCommand(program, { configure, integer });
  return program;
}

/** Errors are thrown, not printed: runCommandLine's caller says them once. */
const configure = (command: Command): Command =>
  command
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .allowExcessArguments(false)
    .showSuggestionAfterError();

/** A parser of whole numbers from `least` to `most`. */
function integer(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`expected a whole number ${range}.`);
  };
}

async function showBackend(): Promise<Backend> {
  const backend = await loadBackend();
  if (backend.notice !== null) process.stderr.write(`\nNOTICE: ${backend.notice}\n\n`);
  return backend;
}

function networkToSummarize({ network, model }: Pick<EvaluateOptions, 'network' | 'model'>) {
  if (model !== undefined) return loadModel(modelFolder({ network, model }));
  return buildNetwork(network, { seed: 0, initialSlopes: 0, initialOutputScale: 1 });
}

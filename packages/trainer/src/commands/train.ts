import type * as tf from '@tensorflow/tfjs';
import { amount, integer, type Command } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { exportObstacle } from '../converter';
import { train, type TrainOptions } from '../train';
import { showBackend } from './backend';
import { NETWORK_HELP, withDataOptions, withRecipeOptions } from './options';

export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .description('Train a network on CIFAR-10 or images of your own.')
    .option('--network <name|file>', NETWORK_HELP, 'reference');
  withDataOptions(withRecipeOptions(command))
    .option('--limit <n>', 'train on the first n images only', integer(1))
    .option('--validation <n>', 'hold out n images and evaluate on them after each epoch (default: 0)', integer(0))
    .option('--seed <n>', 'seed of weights, order and augmentation (default: 1)', integer(0, 2 ** 31 - 1))
    .option('--out <dir>', 'folder for the results (default: out/<network>/train)')
    .option(
      '--checkpoint-every <minutes>',
      'time between checkpoints, all that a killed run loses; 0: after every step (default: 2)',
      amount,
    )
    .option(
      '--threads <n>',
      "threads of the computation; with one thread, a run gives the same weights whatever the machine's load",
      integer(1, 1024),
    )
    .option('--resume', 'continue from the last checkpoint with the settings that the run was started with')
    .option('--overwrite', 'replace an existing run, finished or not')
    .action(async (options: TrainOptions & { threads?: number }) => {
      if (options.resume === true && options.overwrite === true) {
        throw new BitplaneError(
          'E_USAGE',
          'expected --resume or --overwrite, got both: one continues the run, the other replaces it',
        );
      }
      await train({ ...options, look: warnUnexportable }, await showBackend(options.threads));
    });
}

/** Said before hours of training; some networks are trained for comparison only. */
function warnUnexportable(model: tf.LayersModel): void {
  const obstacle = exportObstacle(model);
  if (obstacle !== null) process.stderr.write(`\nNOTICE: this network trains, but cannot be exported: ${obstacle}\n\n`);
}

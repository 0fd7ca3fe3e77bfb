// The quickstart's options: train, export, verify, run, push, benchmark, compare; then one table.
import { positiveInteger, runCommandLine, withInterruption, type Command } from '@bitplane/cli';
import { runQuickstart, type QuickstartOptions } from './quickstart';
import { printResults } from './results';

/** Runs a command line; rejects with the error that ended it. */
export const runQuickstartCommand = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'npm run quickstart --',
      start: 'npm run quickstart --',
      description:
        'Trains the reference network on CIFAR-10, exports, verifies and runs it, pushes it to a board and compares.',
      commands: [addOptions],
    },
    argv,
  );

const addOptions = (program: Command): Command =>
  program
    .option('--recipe <name>', 'how to train', 'quickstart')
    .option('--epochs <n>', "passes over the images, instead of the recipe's", positiveInteger)
    .option('--limit <n>', 'train on the first n images only', positiveInteger)
    .option('--data <dir>', "folder with CIFAR-10's binary files (default: what the set-up fetched)")
    .option(
      '--host <name>',
      'the board, as in ~/.ssh/config; "local" is a built-in SSH server that acts as one',
      'local',
    )
    .action(async (options: QuickstartOptions) =>
      printResults(await withInterruption((signal) => runQuickstart(options, signal))),
    );

// `npm run quickstart`, after the set-up: train, export, verify, run, push, benchmark, compare; then one table.
import { Command } from 'commander';
import { failureExitCode, failureLine } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { runQuickstart } from './quickstart';
import { printResults } from './results';

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new BitplaneError(
      'E_USAGE',
      `expected a positive integer, got "${text}": see "npm run quickstart -- --help"`,
    );
  }
  return value;
}

const program = new Command('npm run quickstart --')
  .description(
    'Trains the reference network on CIFAR-10, exports, verifies and runs it, pushes it to a board and compares.',
  )
  .option('--recipe <name>', 'how to train', 'quickstart')
  .option('--epochs <n>', "passes over the images, instead of the recipe's", positiveInteger)
  .option('--limit <n>', 'train on the first n images only', positiveInteger)
  .option('--data <dir>', "folder with CIFAR-10's binary files (default: what the set-up fetched)")
  .option('--host <name>', 'the board, as in ~/.ssh/config; "local" is a built-in SSH server that acts as one', 'local')
  .allowExcessArguments(false)
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2);
  });

runQuickstart(program.parse().opts())
  .then(printResults)
  .catch((error: unknown) => {
    process.stderr.write(`${failureLine(error)}\n`);
    process.exitCode = failureExitCode(error);
  });

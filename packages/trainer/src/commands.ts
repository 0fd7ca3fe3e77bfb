// The commands of bitplane-trainer: each is a file, and a line here.
import { runCommandLine, type Command } from '@bitplane/cli';
import { addBenchCommand } from './commands/bench';
import { addBenchExchangesCommand } from './commands/bench-exchanges';
import { addBenchRanksCommand } from './commands/bench-ranks';
import { addEvaluateCommand } from './commands/evaluate';
import { addPublishCommand } from './commands/publish';
import { addRecipeCommand } from './commands/recipe';
import { addScalingCommand } from './commands/scaling';
import { addSummaryCommand } from './commands/summary';
import { addSweepCommand } from './commands/sweep';
import { addTrainCommand } from './commands/train';
import { addZooCommand } from './commands/zoo';

const COMMANDS: readonly ((program: Command) => void)[] = [
  addTrainCommand,
  addSweepCommand,
  addEvaluateCommand,
  addSummaryCommand,
  addRecipeCommand,
  addBenchCommand,
  addBenchExchangesCommand,
  addBenchRanksCommand,
  addScalingCommand,
  addZooCommand,
  addPublishCommand,
];

/** Runs a command line; rejects with the error that ended it. */
export const runTrainer = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'bitplane-trainer',
      description: 'Trains binary convolution networks with TensorFlow.js.',
      commands: COMMANDS,
    },
    argv,
  );

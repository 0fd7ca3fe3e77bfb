// The commands of bitplane-trainer: each is a file, and a line here.
import { Command, CommanderError } from 'commander';
import { usageError } from '@bitplane/model';
import { addBenchCommand } from './commands/bench';
import { addEvaluateCommand } from './commands/evaluate';
import { configure } from './commands/options';
import { addPublishCommand } from './commands/publish';
import { addRecipeCommand } from './commands/recipe';
import { addSummaryCommand } from './commands/summary';
import { addTrainCommand } from './commands/train';
import { addZooCommand } from './commands/zoo';

const COMMANDS: readonly ((program: Command) => void)[] = [
  addTrainCommand,
  addEvaluateCommand,
  addSummaryCommand,
  addRecipeCommand,
  addBenchCommand,
  addZooCommand,
  addPublishCommand,
];

/** Runs a command line; rejects with the error that ended it. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command('bitplane-trainer').description('Trains binary convolution networks with TensorFlow.js.');
  configure(program);
  for (const add of COMMANDS) add(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    const commands = program.commands.map((command) => command.name());
    throw usageError(error, { program: 'bitplane-trainer', commands, argv });
  }
}

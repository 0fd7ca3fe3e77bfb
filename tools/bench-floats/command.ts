// The options of bench-floats.
import { positiveInteger, runCommandLine, type Command } from '@bitplane/cli';
import { benchFloats } from './bench-floats';

/** Runs a command line; rejects with the error that ended it. */
export const runBenchFloatsCommand = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'nx run runtime-c:bench-floats',
      start: 'npx nx run runtime-c:bench-floats --',
      description:
        "Times QuickNet's convolutions of floats in this library beside onnxruntime's: one thread each, in turn. Every result is checked before it is timed.",
      commands: [addOptions],
    },
    argv,
  );

const addOptions = (program: Command): Command =>
  program
    .option('--rounds <n>', 'visits to each library', positiveInteger, 5)
    .action(({ rounds }: { rounds: number }) => benchFloats(rounds));

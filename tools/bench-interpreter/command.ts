// The options of bench-interpreter.
import { join } from 'node:path';
import { positiveInteger, readWhole, runCommandLine, userPath, workspaceRoot, type Command } from '@bitplane/cli';
import { readModel } from '@bitplane/model';
import { benchInterpreter, benchTable } from './bench-interpreter';

interface Options {
  readonly model?: string;
  readonly images: number;
}

/** Runs a command line; rejects with the error that ended it. */
export const runBenchInterpreterCommand = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'nx run tools:bench-interpreter',
      start: 'npx nx run tools:bench-interpreter --',
      description: 'Measures how long the reference interpreter takes per image and layer, in CPU time of one thread.',
      commands: [addOptions],
    },
    argv,
  );

const addOptions = (program: Command): Command =>
  program
    .option('--model <file>', 'a .bpm file (default: zoo/reference/model.bpm)')
    .option('--images <n>', 'number of random images, after as many that warm it up', positiveInteger, 100)
    .action(({ model, images }: Options) => {
      const file = model === undefined ? join(workspaceRoot(), 'zoo/reference/model.bpm') : userPath(model);
      console.log(benchTable(benchInterpreter(readModel(readWhole(file), file), images)));
    });

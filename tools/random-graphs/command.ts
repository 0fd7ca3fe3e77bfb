// The options of random-graphs.
import { integer, outFolder, positiveInteger, runCommandLine, userPath, type Command } from '@bitplane/cli';
import { randomGraphs } from './random-graphs';

interface Options {
  readonly count: number;
  readonly seed: number;
  readonly plan?: string;
  readonly python?: string;
  readonly out: string;
}

/** Runs a command line; rejects with the error that ended it. */
export const runRandomGraphsCommand = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'nx run tools:random-graphs',
      start: 'npx nx run tools:random-graphs --',
      description:
        'Makes random ONNX and QONNX graphs and compares what the importer, the passes, the exported ONNX file and the C program make of them with the scores that they must have. Each graph comes with a variant that has the same scores. What fails is made smaller.',
      commands: [addOptions],
    },
    argv,
  );

const addOptions = (program: Command): Command =>
  program
    .option('--count <n>', 'number of graphs, half of them variants of the others', positiveInteger, 100)
    .option('--seed <n>', 'the first seed', integer(0), 1)
    .option('--plan <file>', 'run only this graph, as a failure was written')
    .option('--python <program>', 'a Python that has onnx and NumPy (default: python3 with both in the cache)')
    .option('--out <dir>', 'folder for graphs that fail', outFolder('random-graphs'))
    .action(async ({ plan, out, ...options }: Options) =>
      randomGraphs({
        ...options,
        plan: plan === undefined ? undefined : userPath(plan),
        out: userPath(out),
        print: console.log,
      }),
    );

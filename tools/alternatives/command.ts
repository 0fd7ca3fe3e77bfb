// The options of alternatives.
import { integer, outFolder, positiveInteger, runCommandLine, userPath, type Command } from '@bitplane/cli';
import { dataFolder } from '@bitplane/data';
import { measureAlternatives } from './alternatives';

interface Options {
  readonly network: string;
  readonly run?: string;
  readonly data?: string;
  readonly calibration: number;
  readonly choice: number;
  readonly rounds: number;
  readonly out?: string;
}

/** Runs a command line; rejects with the error that ended it. */
export const runAlternativesCommand = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'nx run tools:alternatives',
      start: 'npx nx run tools:alternatives --',
      description:
        "Compares a network of the zoo with its twin in float32, trained by --recipe float, and with that twin in 8 bits by onnxruntime's static quantization: accuracy on all test images, size, multiply-adds, time.",
      commands: [addOptions],
    },
    argv,
  );

const addOptions = (program: Command): Command =>
  program
    .option('--network <name>', 'in the zoo', 'reference-plus')
    .option('--run <dir>', "folder of the twin's finished run (default: out/<network>-float/train)")
    .option('--data <dir>', "folder with CIFAR-10's binary files (default: what `npm run setup` fetched)")
    .option('--calibration <n>', 'training images that choose the ranges of activations', positiveInteger, 256)
    .option('--choice <n>', "further training images that choose among onnxruntime's methods", positiveInteger, 2000)
    .option('--rounds <n>', 'rounds of timing, in which all take turns; 0: no times', integer(0), 15)
    .option('--out <dir>', 'folder for the results (default: out/<network>-float/alternatives)')
    .action(async ({ run, data, out, ...options }: Options) => {
      const twin = `${options.network}-float`;
      await measureAlternatives({
        ...options,
        run: run === undefined ? outFolder(twin, 'train') : userPath(run),
        data: dataFolder(data),
        out: out === undefined ? outFolder(twin, 'alternatives') : userPath(out),
        print: (line) => console.log(line),
      });
    });

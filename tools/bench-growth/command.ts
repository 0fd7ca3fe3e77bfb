// The options of bench-growth.
import { join } from 'node:path';
import {
  chooseByName,
  outFolder,
  positiveInteger,
  requireWritable,
  runCommandLine,
  userPath,
  withInterruption,
  type Command,
} from '@bitplane/cli';
import { ENGINES } from '../bench-peers/engines';
import { benchGrowth } from './growth';
import { NETWORKS } from './networks';

interface Options {
  readonly rounds: number;
  readonly milliseconds: number;
  readonly engines: string;
  readonly networks: string;
  readonly out: string;
}

/** Networks of signs have no float32 twin here. */
const OTHERS = ENGINES.filter(({ name }) => name !== 'onnxruntime-f32');
const DEFAULTS = OTHERS.filter(({ name }) => name !== 'openvino');
const namesOf = (all: readonly { readonly name: string }[]): string => all.map(({ name }) => name).join(',');

/** Runs a command line; rejects with the error that ended it. */
export const runBenchGrowthCommand = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'nx run runtime-c:bench-growth',
      start: 'npx nx run runtime-c:bench-growth --',
      description:
        'Times networks of 2 million to 2 billion products, from seeded weights, in this library and in others: time per product, load time, memory. One thread, in turn; scores of engines that run the same network are compared.',
      commands: [addOptions],
    },
    argv,
  );

const addOptions = (program: Command): Command =>
  program
    .option('--rounds <n>', 'rounds; each engine opens and runs each network once per round', positiveInteger, 7)
    .option('--milliseconds <n>', 'time per network and round', positiveInteger, 300)
    .option('--engines <names>', `engines beside ours, some of ${namesOf(OTHERS)}`, namesOf(DEFAULTS))
    .option('--networks <names>', 'networks, separated by commas', namesOf(NETWORKS))
    .option('--out <dir>', 'folder for growth.json and growth.md', outFolder('bench-growth'))
    .action(async ({ engines, networks, out, ...options }: Options) => {
      const plan = {
        ...options,
        engines: chooseByName('--engines', engines, OTHERS),
        networks: chooseByName('--networks', networks, NETWORKS),
        out: userPath(out),
      };
      requireWritable(join(plan.out, 'growth.json'), 'choose another with --out');
      await withInterruption((signal) => benchGrowth(plan, signal));
    });

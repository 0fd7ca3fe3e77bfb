// The options of bench-peers.
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
import { benchPeers } from './bench-peers';
import { PEERS } from './peers';

interface Options {
  readonly rounds: number;
  readonly milliseconds: number;
  readonly peers: string;
  readonly out: string;
}

/** Runs a command line; rejects with the error that ended it. */
export const runBenchPeersCommand = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'nx run runtime-c:bench-peers',
      start: 'npx nx run runtime-c:bench-peers --',
      description:
        'Times binary convolution layers of this library beside current releases of others from PyPI, and the reference network beside onnxruntime, LiteRT, OpenVINO and Larq Compute Engine: one process each, in turn, one thread. Every result is checked before it is timed.',
      commands: [addOptions],
    },
    argv,
  );

const addOptions = (program: Command): Command =>
  program
    .option('--rounds <n>', 'rounds; each library runs once per round', positiveInteger, 14)
    .option('--milliseconds <n>', 'time per layer and round', positiveInteger, 60)
    .option('--peers <names>', 'libraries to compare, separated by commas', PEERS.map(({ name }) => name).join(','))
    .option('--out <dir>', 'folder for record.json and index.html', outFolder('bench-peers'))
    .action(async ({ rounds, milliseconds, peers, out }: Options) => {
      const plan = { rounds, milliseconds, peers: chooseByName('--peers', peers, PEERS), out: userPath(out) };
      requireWritable(join(plan.out, 'record.json'), 'choose another with --out');
      await withInterruption((signal) => benchPeers(plan, signal));
    });

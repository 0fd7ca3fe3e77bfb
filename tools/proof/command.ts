// The options of the proof.
import { join } from 'node:path';
import {
  chooseByName,
  integer,
  outFolder,
  requireWritable,
  runCommandLine,
  userPath,
  withInterruption,
  type Command,
} from '@bitplane/cli';
import { NETWORKS } from './networks';
import { runProof } from './run-proof';

interface Options {
  readonly networks: string;
  readonly small?: true;
  readonly scoresOnly?: true;
  readonly rounds: number;
  readonly out: string;
}

/** Runs a command line; rejects with the error that ended it. */
export const runProofCommand = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'nx run converter:proof',
      start: 'npx nx run converter:proof --',
      description:
        'Has the real tools write networks of Larq, Brevitas and PyTorch, converts each file, verifies it, runs it on x86-64, aarch64 and armv7 and compares its scores with those of its own runtime.',
      commands: [addOptions],
    },
    argv,
  );

const addOptions = (program: Command): Command =>
  program
    .option('--networks <names>', 'which, separated by commas', NETWORKS.map(({ name }) => name).join(','))
    .option('--small', 'with few channels and small images, as the tests have them')
    .option(
      '--scores-only',
      'compare scores on this machine, without layers and emulated machines: minutes, not an hour',
    )
    .option('--rounds <n>', 'visits to each runtime, to time it beside ours; 0 times nothing', integer(0), 0)
    .option('--out <dir>', 'folder for the files, proof.json and proof.md', outFolder('proof'))
    .action(async ({ networks, small, scoresOnly, rounds, out }: Options) => {
      const plan = {
        networks: chooseByName('--networks', networks, NETWORKS),
        isSmall: small === true,
        scoresOnly: scoresOnly === true,
        rounds,
        out: userPath(out),
      };
      requireWritable(join(plan.out, 'proof.json'), 'choose another with --out');
      await withInterruption((signal) => runProof(plan, signal));
    });

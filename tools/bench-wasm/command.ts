// The options of bench-wasm.
import { positiveInteger, runCommandLine, withInterruption, type Command } from '@bitplane/cli';
import { benchWasm, type Plan } from './bench-wasm';

/** Runs a command line; rejects with the error that ended it. */
export const runBenchWasmCommand = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'nx run runtime-c:bench-wasm',
      start: 'npx nx run runtime-c:bench-wasm --',
      description:
        'Times binary convolution layers in V8 beside the native kernels of this CPU, and the reference network in V8 beside onnxruntime-web: one process each, in turn, one thread. Every result of ours is checked before it is timed.',
      commands: [addOptions],
    },
    argv,
  );

const addOptions = (program: Command): Command =>
  program
    .option('--rounds <n>', 'rounds; each side runs once per round', positiveInteger, 14)
    .option('--milliseconds <n>', 'time per layer and round; a network has eight times as much', positiveInteger, 60)
    .action((plan: Plan) => withInterruption((signal) => benchWasm(plan, signal)));

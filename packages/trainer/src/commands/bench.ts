import { integer, type Command } from '@bitplane/cli';
import { NETWORK_HELP } from './options';
import { bench, type BenchOptions } from '../bench/bench';

export function addBenchCommand(program: Command): void {
  program
    .command('bench')
    .description(
      'Time a training step of a network: ours, plain TensorFlow.js, PyTorch, in turn. The last line is `ratio to PyTorch: 2.00`.',
    )
    .option('--network <name|file>', NETWORK_HELP, 'reference')
    .option('--batch-size <n>', 'images per step', integer(1, 4096), 64)
    .option('--rounds <n>', 'rounds; every program runs once per round', integer(1, 1000), 9)
    .option('--steps <n>', 'steps per program and round', integer(1, 1000), 8)
    .option('--threads <n>', 'threads of every program (default: the cores of this machine)', integer(1, 1024))
    .option('--python <program>', 'a Python that has PyTorch (default: python3, with PyTorch installed into the cache)')
    .option('--without-pytorch', 'leave the comparison with PyTorch out')
    .option('--json <file>', 'write all measurements to this file')
    .action((options: Omit<BenchOptions, 'print' | 'pytorch'> & { withoutPytorch?: true }) =>
      bench({ ...options, pytorch: options.withoutPytorch !== true, print: (line) => console.log(line) }),
    );
}

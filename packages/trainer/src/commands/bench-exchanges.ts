import { integer, type Command } from '@bitplane/cli';
import { benchExchanges, type BenchExchangesOptions } from '../bench/exchanges/bench-exchanges';
import { showBackend } from './backend';
import { DATA_HELP, NETWORK_HELP } from './options';

type Options = Omit<BenchExchangesOptions, 'loadBackend' | 'print'>;

export function addBenchExchangesCommand(program: Command): void {
  program
    .command('bench-exchanges')
    .description(
      'Train one network with each exchange on several ranks, and compare accuracies. The same command continues.',
    )
    .option('--network <name|file>', NETWORK_HELP, 'reference-plus')
    .option('--epochs <n>', 'epochs of each run', integer(1, 100_000), 10)
    .option('--ranks <n>', 'ranks of each run', integer(2, 65_536), 2)
    .option('--seed <n>', 'seed of each run', integer(0, 2 ** 31 - 1), 1)
    .option('--sync-every <n,n>', 'the numbers of steps after which local meets', listOfSteps, [4, 16, 64])
    .option('--only <name,name>', 'only these runs, such as plus-full,plus-one-bit-adam,plus-local-16')
    .option('--data <dir>', DATA_HELP)
    .option('--out <dir>', 'folder for runs and tables (default: out/bench-exchanges)')
    .action((options: Options) =>
      benchExchanges({ ...options, loadBackend: () => showBackend(), print: (line) => console.log(line) }),
    );
}

const listOfSteps = (text: string): number[] => text.split(',').map(integer(1, 1_000_000));

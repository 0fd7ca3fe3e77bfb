import { integer, quantity, type Command } from '@bitplane/cli';
import { benchRanks, type BenchRanksOptions } from '../bench/ranks/bench-ranks';
import { DATA_HELP, NETWORK_HELP, RATES, RECIPE_HELP, TIMES } from './options';

interface Options extends Omit<BenchRanksOptions, 'print' | 'networks' | 'exchanges'> {
  readonly network: readonly string[];
  readonly exchange: readonly string[];
}

export function addBenchRanksCommand(program: Command): void {
  program
    .command('bench-ranks')
    .description(
      'Time training on one process and on several ranks of this machine, in turn, and say what the ranks wait for.',
    )
    .option('--network <name,name>', NETWORK_HELP, names, ['reference-plus', 'resnet-20'])
    .option('--ranks <n,n>', 'numbers of ranks, a process of one thread each', listOf(integer(1, 65_536)), [1, 2])
    .option('--exchange <name,name>', 'how ranks exchange gradients', names, ['full'])
    .option('--recipe <name|file>', RECIPE_HELP.replace('default: reference', 'default: plus'), 'plus')
    .option(
      '--batch-size <n>',
      "images per step of one process, which ranks divide, and then have each (default: the recipe's)",
      integer(1, 65_536),
    )
    .option('--per-rank-batch <n>', 'instead: images per step of each rank, never divided', integer(1, 65_536))
    .option('--rounds <n>', 'rounds; every case runs once per round', integer(1, 1000), 5)
    .option('--warm-up <n>', 'steps before those that are measured', integer(2, 100_000), 30)
    .option('--steps <n>', 'measured steps per case and round', integer(1, 100_000), 60)
    .option(
      '--hosts <n,n>',
      'numbers of hosts that this machine makes, a rank each (Linux, root)',
      listOf(integer(2, 250)),
    )
    .option('--bandwidth <rate>', 'of the links of hosts: 1gbit, 100mbit (default: no limit)', quantity(RATES))
    .option('--delay <time>', 'from a host to the switch: 50us, 1ms (default: none)', quantity(TIMES))
    .option('--data <dir>', DATA_HELP)
    .option('--out <dir>', 'folder for the tables (default: out/bench-ranks)')
    .action(({ network, exchange, ...options }: Options) =>
      benchRanks({ ...options, networks: network, exchanges: exchange, print: (line) => console.log(line) }),
    );
}

const names = (text: string): string[] => text.split(',');

const listOf =
  (parse: (text: string) => number) =>
  (text: string): number[] =>
    text.split(',').map(parse);

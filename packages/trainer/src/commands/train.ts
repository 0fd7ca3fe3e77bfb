import type * as tf from '@tensorflow/tfjs';
import { amount, integer, Option, type Command } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { exportObstacle } from '../converter';
import { settingOption, settingsAmong } from '../distributed/exchange-settings';
import { nameRank, rankEnvironment } from '../distributed/environment';
import { EXCHANGES } from '../distributed/exchanges';
import { launch } from '../distributed/launch';
import { withRanks } from '../distributed/ranks';
import { RATE_SCALES } from '../distributed/settings';
import { trainSeeds, type SeedsOptions } from '../sweep/seeds';
import { runFolder, train, type TrainOptions } from '../train';
import { networkOfSource } from '../training/source';
import { sameCommand } from './again';
import { showBackend } from './backend';
import { NETWORK_HELP, withDataOptions, withPlaceOptions, withRecipeOptions } from './options';

interface TrainCommandOptions extends TrainOptions, Partial<SeedsOptions> {
  readonly network: string;
  readonly stallAfter?: number;
}

/** As the command line gives them. */
type Given = Omit<TrainCommandOptions, 'network'> & { readonly network?: string };

const DEFAULT_NETWORK = 'reference';

export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .description('Train a network on CIFAR-10 or images of your own.')
    .option('--network <name|file>', `${NETWORK_HELP} (default: ${DEFAULT_NETWORK}, or the network of --from)`);
  withPlaceOptions(withExchangeOptions(withDataOptions(withRecipeOptions(command))))
    .option('--limit <n>', 'train on the first n images only', integer(1))
    .option('--validation <n>', 'hold out n images and evaluate on them after each epoch (default: 0)', integer(0))
    .option(
      '--from <dir>',
      'start with the weights of a trained network, all but those of the classes: folder of a run, or zoo/<name>',
    )
    .option('--freeze', 'with --from: train only the weights of the classes; batch norms keep their statistics')
    .option('--seed <n>', 'seed of weights, order and augmentation (default: 1)', integer(0, 2 ** 31 - 1))
    .option(
      '--seeds <n>',
      'train n runs, with this seed and the next ones, and report how accuracy differs; --jobs and --launcher are for these',
      integer(1, 1000),
    )
    .option('--out <dir>', 'folder for the results (default: out/<network>/train, with --seeds out/<network>/seeds)')
    .option(
      '--checkpoint-every <minutes>',
      'time between checkpoints, all that a killed run loses; 0: after every step (default: 2)',
      amount,
    )
    .option(
      '--threads <n>',
      "threads of the computation; with one thread, a run gives the same weights whatever the machine's load",
      integer(1, 1024),
    )
    .option(
      '--distributed <n>',
      'train on n ranks, processes of one thread each that divide every batch, which Open MPI starts (docs/distributed.md)',
      integer(1, 65_536),
    )
    .option(
      '--hostfile <file>',
      "hosts of the ranks or seeds, in the form of Open MPI's mpirun (default: this machine)",
    )
    .option(
      '--sync-bn',
      'batch norms of several ranks take their statistics from the whole batch (default: each its own)',
    )
    .addOption(
      new Option(
        '--scale-learning-rate <rule>',
        'multiply the peak rate by the number of ranks or its root, for a batch that you made as much larger (default: none)',
      ).choices(RATE_SCALES),
    )
    .option('--stall-after <s>', 'seconds after which a rank that does not come is reported (default: 10)', amount)
    .option(
      '--until-epoch <n>',
      'stop after epoch n, as if interrupted: --resume continues, with the schedule of all epochs',
      integer(1, 100_000),
    )
    .option('--resume', 'continue from the last checkpoint with the settings that the run was started with')
    .option('--overwrite', 'replace an existing run, finished or not')
    .action(async (given: Given) => {
      const { from } = given;
      const network = given.network ?? (from === undefined ? DEFAULT_NETWORK : networkOfSource(from));
      const options: TrainCommandOptions = { ...given, network, exchangeSettings: settingsAmong(given) };
      if (options.resume === true && options.overwrite === true) {
        throw new BitplaneError(
          'E_USAGE',
          'expected --resume or --overwrite, got both: one continues the run, the other replaces it',
        );
      }
      if (options.seeds !== undefined) {
        requireNothingBeside(options);
        await trainSeeds({ ...options, seeds: options.seeds, continueWith: sameCommand() });
        return;
      }
      requireNothingOfSeeds(options);
      const rank = rankEnvironment();
      if (rank === null && options.distributed !== undefined) {
        process.exitCode = await launch(process.argv.slice(2), { ...options, distributed: options.distributed });
        return;
      }
      if (rank === null) {
        requireNothingOfRanks(options);
        await train({ ...options, look: warnUnexportable }, await showBackend(options.threads));
        return;
      }
      nameRank(rank);
      const backend = await showBackend(options.threads ?? 1);
      const stallAfter = options.stallAfter ?? DEFAULT_STALL_SECONDS;
      await withRanks({ folder: runFolder(options), stallAfter }, (ranks) =>
        train({ ...options, look: rank.rank === 0 ? warnUnexportable : undefined }, backend, ranks),
      );
    });
}

/** Each exchange, and a number for each of its settings. */
function withExchangeOptions(command: Command): Command {
  const kinds = Object.entries(EXCHANGES);
  const list = kinds.map(([name, { what }]) => `${name} (${what})`).join(', ');
  command.option('--exchange <name>', `how ranks exchange gradients: ${list} (default: full)`);
  for (const [name, { unit, what, default: value, parse }] of kinds.flatMap(([, kind]) =>
    Object.entries(kind.settings),
  )) {
    command.option(`${settingOption(name)} <${unit}>`, `${what} (default: ${value})`, parse);
  }
  return command;
}

const DEFAULT_STALL_SECONDS = 10;

/** Throws E_USAGE for what a run of several seeds cannot do: each is a run of one process to its end. */
function requireNothingBeside(options: TrainCommandOptions): void {
  const { distributed, exchange, exchangeSettings, syncBn, scaleLearningRate, untilEpoch } = options;
  const name = firstGiven({ distributed, exchange, ...exchangeSettings, syncBn, scaleLearningRate, untilEpoch });
  if (name === undefined) return;
  throw new BitplaneError(
    'E_USAGE',
    `expected --seeds or --${name}, got both: each seed is trained by one process to its end`,
  );
}

function requireNothingOfSeeds({ jobs, launcher }: TrainCommandOptions): void {
  const name = firstGiven({ jobs, launcher });
  if (name === undefined) return;
  throw new BitplaneError('E_USAGE', `--${name} is for several runs: give --seeds <n> too, or leave it out`);
}

/** As it is typed. */
const firstGiven = (options: Readonly<Record<string, unknown>>): string | undefined =>
  Object.keys(options)
    .find((name) => options[name] !== undefined)
    ?.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Throws E_USAGE for what only several ranks can do. */
function requireNothingOfRanks(options: TrainCommandOptions): void {
  const { exchange, scaleLearningRate, hostfile, exchangeSettings } = options;
  const name = firstGiven({ exchange, scaleLearningRate, hostfile, ...exchangeSettings });
  if (name === undefined) return;
  throw new BitplaneError('E_USAGE', `--${name} is for several ranks: give --distributed <n> too, or leave it out`);
}

/** Said before hours of training; some networks are trained for comparison only. */
function warnUnexportable(model: tf.LayersModel): void {
  const obstacle = exportObstacle(model);
  if (obstacle !== null) process.stderr.write(`\nNOTICE: this network trains, but cannot be exported: ${obstacle}\n\n`);
}

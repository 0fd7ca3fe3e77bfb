// What the options of several commands have in common.
import { integer, Option, several, type Command } from '@bitplane/cli';
import { NETWORKS } from '../networks';
import { RECIPES } from '../recipes';
import { LAUNCHERS } from '../sweep/launchers';

export const NETWORK_HELP = `${Object.keys(NETWORKS).join(', ')}, or a .ts or .js file with a network of your own`;
export const RECIPE_HELP = `how to train: ${Object.keys(RECIPES).join(', ')}, or a .json, .ts or .js file (default: reference)`;
export const CIFAR10_HELP = "folder with CIFAR-10's binary files (default: what `npm run setup` fetched)";
export const DATA_HELP =
  "folder with CIFAR-10's binary files, IDX files, or a folder of photos per class (default: CIFAR-10 as `npm run setup` fetched it)";

/** Units of a link's rate, in bits/s, and of its delays, in seconds. */
export const RATES = { gbit: 1e9, mbit: 1e6 };
export const TIMES = { us: 1e-6, ms: 1e-3 };

/** Which images: the options that `train` and `evaluate` share. */
export const withDataOptions = (command: Command): Command =>
  command
    .option('--data <dir>', DATA_HELP)
    .option(
      '--image-size <n>',
      'height and width in pixels that photos are scaled to (default: 32; evaluate: as in training)',
      integer(4, 1024),
    )
    .option(
      '--split-seed <n>',
      'seed that selects the test photos if there are no folders train, val or test (default: 1; evaluate: as in training)',
      integer(0),
    )
    .option('--strict', 'reject files that are not images, instead of leaving them out');

/** Which recipe: the options that `train` and `recipe` share. */
export const withRecipeOptions = (command: Command): Command =>
  command
    .option('--recipe <name|file>', RECIPE_HELP)
    .option(
      '--set <field=value>',
      'set a field of the recipe, such as optimizer.peakRate=1e-3; may be repeated',
      several,
    )
    .option('--epochs <n>', "passes over the images (default: the recipe's)", integer(1, 100_000))
    .option('--batch-size <n>', "images per step (default: the recipe's)", integer(1, 65_536));

/** Where several runs are started: the options that `sweep` and `train --seeds` share. */
export const withPlaceOptions = (command: Command): Command =>
  command
    .option('--jobs <n>', 'runs at a time (default: slots of the hosts, or cores of this machine)', integer(1, 4096))
    .addOption(
      new Option(
        '--launcher <name>',
        'what starts the runs (default: mpirun for hosts, and for several runs at a time where it is installed)',
      ).choices(LAUNCHERS),
    );

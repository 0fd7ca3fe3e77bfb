// What the options of several commands have in common.
import { InvalidArgumentError, type Command } from 'commander';
import { NETWORKS } from '../networks';
import { RECIPES } from '../recipes';

export const NETWORK_HELP = `${Object.keys(NETWORKS).join(', ')}, or a .ts or .js file with a network of your own`;
export const RECIPE_HELP = `how to train: ${Object.keys(RECIPES).join(', ')}, or a .json, .ts or .js file (default: reference)`;
export const CIFAR10_HELP = "folder with CIFAR-10's binary files (default: what `npm run setup` fetched)";
export const DATA_HELP =
  "folder with CIFAR-10's binary files, IDX files, or a folder of photos per class (default: CIFAR-10 as `npm run setup` fetched it)";

/** Errors are thrown, not printed: runCommandLine's caller says them once. */
export const configure = (command: Command): Command =>
  command
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .allowExcessArguments(false)
    .showSuggestionAfterError();

/** A parser of whole numbers from `least` to `most`. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number ${range}.`);
  };
}

/** A parser of numbers of at least 0, such as 0.5. */
export function amount(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a number of at least 0.');
}

/** Collects an option that may be given several times. */
export const several = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** Which images: the options that `train` and `evaluate` share. */
export const withDataOptions = (command: Command): Command =>
  command
    .option('--data <dir>', DATA_HELP)
    .option(
      '--image-size <n>',
      'side in pixels that photos are brought to (default: 32; evaluate: as in training)',
      integer(4, 1024),
    )
    .option(
      '--split-seed <n>',
      'which photos are for testing, where no folders train, val or test say so (default: 1; evaluate: as in training)',
      integer(0),
    )
    .option('--strict', 'reject files that are not images, instead of leaving them out');

/** Which recipe: the options that `train` and `recipe` share. */
export const withRecipeOptions = (command: Command): Command =>
  command
    .option('--recipe <name|file>', RECIPE_HELP)
    .option('--set <field=value>', 'change a field of the recipe, as optimizer.peakRate=1e-3; several times', several)
    .option('--epochs <n>', "passes over the images (default: the recipe's)", integer(1, 100_000))
    .option('--batch-size <n>', "images in a step (default: the recipe's)", integer(1, 65_536));

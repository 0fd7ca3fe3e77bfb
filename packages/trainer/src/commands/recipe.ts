import type { Command } from '@bitplane/cli';
import { askedRecipe, type AskedSettings } from '../training/settings';
import { withRecipeOptions } from './options';

export function addRecipeCommand(program: Command): void {
  withRecipeOptions(program.command('recipe'))
    .description(
      'Print a recipe as `train` would use it: all fields, overrides included, as JSON for a file of your own.',
    )
    .action((options: Pick<AskedSettings, 'recipe' | 'set' | 'epochs' | 'batchSize'>) =>
      console.log(JSON.stringify(askedRecipe(options), null, 2)),
    );
}

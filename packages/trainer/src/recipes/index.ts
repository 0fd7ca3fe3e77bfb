// The recipes by name, a user's own by file, and changes of both.
import { didYouMean } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { bop } from './bop';
import { changedName } from './changed-name';
import { checkRecipe } from './check';
import { isRecipeFile, readRecipeFile } from './file';
import { applyOverride, type Override } from './overrides';
import { float } from './float';
import { plus } from './plus';
import { quickstart } from './quickstart';
import type { Recipe } from './recipe';
import { reference } from './reference';
import { referenceCntk } from './reference-cntk';

export { baseName } from './changed-name';
export { applyOverride, parseOverride, type Override } from './overrides';
export type { Recipe, RecipeInput } from './recipe';

export const RECIPES: Readonly<Record<string, Recipe>> = {
  reference,
  'reference-cntk': referenceCntk,
  quickstart,
  plus,
  bop,
  float,
};

/** Throws E_USAGE for a name that is not listed. */
export function recipeNamed(name: string): Recipe {
  if (Object.hasOwn(RECIPES, name)) return RECIPES[name];
  throw new BitplaneError(
    'E_USAGE',
    `expected a recipe (${Object.keys(RECIPES).join(', ')}) or a file that ends in .json, .ts or .js, got "${name}"${didYouMean(name, Object.keys(RECIPES))}`,
  );
}

/**
 * A recipe of the list or of a file, with the overrides in their order, which its name then tells. Throws what
 * recipeNamed, readRecipeFile, applyOverride and checkRecipe throw.
 */
export function resolveRecipe(recipe: string, overrides: readonly Override[] = []): Recipe {
  const base = isRecipeFile(recipe)
    ? checkRecipe(readRecipeFile(recipe), { where: recipe, code: 'E_FILE' })
    : recipeNamed(recipe);
  const where = { where: `recipe ${base.name}`, code: 'E_USAGE' } as const;
  const changed = checkRecipe(overrides.reduce<unknown>(applyOverride, base), where);
  return { ...changed, name: changedName(base, changed) };
}

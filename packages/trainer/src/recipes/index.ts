// The recipes by name.
import { BitplaneError } from '@bitplane/model';
import { plus } from './plus';
import { quickstart } from './quickstart';
import type { Recipe } from './recipe';
import { reference } from './reference';

export type { Recipe } from './recipe';

export const RECIPES: Readonly<Record<string, Recipe>> = { reference, quickstart, plus };

/** Throws E_USAGE for a name that is not listed. */
export function recipeNamed(name: string): Recipe {
  if (Object.hasOwn(RECIPES, name)) return RECIPES[name];
  throw new BitplaneError('E_USAGE', `expected a recipe (${Object.keys(RECIPES).join(', ')}), got "${name}"`);
}

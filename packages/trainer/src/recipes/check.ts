// A recipe from outside, checked; what is wrong with it in one line.
import { BitplaneError } from '@bitplane/model';
import { explain } from './explain';
import { recipeSchema, type Recipe } from './recipe';

/** Which recipe it is, and what to call its faults. */
interface Source {
  readonly where: string;
  readonly code: 'E_FILE' | 'E_USAGE';
}

const DESCRIBED = {
  schema: recipeSchema,
  whole: 'the recipe',
  fields: 'those that "npx nx run trainer:recipe" prints',
};

/** Throws the source's code with the first field that is wrong, what was expected there and what came. */
export function checkRecipe(value: unknown, { where, code }: Source): Recipe {
  const { data, error } = recipeSchema.safeParse(value);
  if (error === undefined) return data;
  throw new BitplaneError(code, `${where}: ${explain(error, value, DESCRIBED)}`);
}

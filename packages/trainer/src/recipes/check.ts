// A recipe from outside, checked; what is wrong with it in one line.
import { z } from 'zod';
import { didYouMean } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { recipeSchema, type Recipe } from './recipe';

/** Which recipe it is, and what to call its faults. */
interface Source {
  readonly where: string;
  readonly code: 'E_FILE' | 'E_USAGE';
}

/** Throws the source's code with the first field that is wrong, what was expected there and what came. */
export function checkRecipe(value: unknown, { where, code }: Source): Recipe {
  const { data, error } = recipeSchema.safeParse(value);
  if (error === undefined) return data;
  // A misspelt field is missing under its own name as well.
  const issue = error.issues.find((each) => each.code === 'unrecognized_keys') ?? error.issues[0];
  throw new BitplaneError(code, `${where}: ${explain(issue, value)}`);
}

function explain(issue: z.core.$ZodIssue, value: unknown): string {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const meant = didYouMean(issue.keys[0], fieldNames(z.toJSONSchema(recipeSchema, { io: 'input' })));
    return `there is no field ${[...path, issue.keys[0]].join('.')}: expected only those that "npx nx run trainer:recipe" prints${meant}`;
  }
  const came = path.reduce<unknown>((parent, key) => (parent as Record<string, unknown> | undefined)?.[key], value);
  const field = path.length === 0 ? 'the recipe' : path.join('.');
  return `${field}: expected ${expectation(issue)}, got ${came === undefined ? 'nothing' : JSON.stringify(came)}`;
}

/**
 * zod says "Invalid input: expected number, received string", "Too small: expected number to be >0", "Invalid
 * discriminator value. Expected 'a' | 'b'".
 */
function expectation({ message }: z.core.$ZodIssue): string {
  const [, expected = message] = /expected (.*)$/i.exec(message) ?? [];
  return expected.replace(/, received .*$/, '').replace(/^int$/, 'a whole number');
}

/** Of a recipe and all its parts. */
function fieldNames(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {} } = schema as { properties?: object };
  return [...Object.keys(properties), ...Object.values(schema).flatMap(fieldNames)];
}

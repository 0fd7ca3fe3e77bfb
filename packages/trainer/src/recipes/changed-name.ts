// What a recipe is called that has other fields than the one it was made from.
import { isDeepStrictEqual } from 'node:util';
import type { Recipe } from './recipe';

const CHANGED = /^(.*) \(changed: (.*)\)$/s;

/**
 * `plus (changed: epochs, optimizer.peakRate)`; the base's own name where nothing is changed, a new name where a field
 * gives one.
 */
export function changedName(base: Recipe, recipe: Recipe): string {
  if (recipe.name !== base.name) return recipe.name;
  const [, name = base.name, before = ''] = CHANGED.exec(base.name) ?? [];
  const fields = new Set([...before.split(', ').filter((field) => field !== ''), ...changedFields(base, recipe)]);
  return fields.size === 0 ? name : `${name} (changed: ${[...fields].join(', ')})`;
}

/** The name of the recipe that was changed. */
export const baseName = (name: string): string => CHANGED.exec(name)?.[1] ?? name;

/** Paths of the innermost fields that differ; lists count as a whole. */
function changedFields(before: unknown, after: unknown): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [''];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    changedFields(before[key], after[key]).map((path) => (path === '' ? key : `${key}.${path}`)),
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

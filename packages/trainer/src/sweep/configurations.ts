// The configurations of a sweep: which settings each of them has, and the recipe that this gives.
import { isDeepStrictEqual } from 'node:util';
import { BitplaneError, randomFor } from '@bitplane/model';
import { resolveRecipe, type Recipe } from '../recipes';
import { draw } from './domains';
import type { Spec } from './spec';

/** Path → value, as `--set` takes them. */
export type SettingValues = Readonly<Record<string, unknown>>;

export interface Configuration {
  /** 1 for the first. */
  readonly number: number;
  /** What it does not share with all others. */
  readonly settings: SettingValues;
  /** Null: these settings cannot be trained. */
  readonly recipe: Recipe | null;
  /** Why there is no recipe. */
  readonly reason: string | null;
}

/**
 * All configurations, in the order of the SPEC: of a grid the last setting changes fastest; the k-th of a random search
 * depends on seed, k and settings, not on the count. Throws E_USAGE when two of a grid are the same, when there are
 * fewer different ones than a random search asks for, and when none can be trained.
 */
export function listConfigurations(spec: Spec): Configuration[] {
  const { grid, random } = spec;
  const all = random !== undefined ? drawSettings(random) : combine(grid ?? {});
  const configurations = all.map((settings, k) => ({ number: k + 1, settings, ...recipeWith(spec, settings) }));
  if (configurations.some(({ recipe }) => recipe !== null)) return configurations;
  throw new BitplaneError('E_USAGE', `no configuration can be trained; the first one: ${configurations[0].reason}`);
}

function combine(grid: NonNullable<Spec['grid']>): SettingValues[] {
  for (const [path, values] of Object.entries(grid)) {
    const repeated = values.find((value, k) => values.slice(0, k).some((other) => isDeepStrictEqual(other, value)));
    if (repeated === undefined) continue;
    throw new BitplaneError(
      'E_USAGE',
      `grid.${path}: expected different values, got ${JSON.stringify(repeated)} twice: for repetitions give seeds`,
    );
  }
  return Object.entries(grid).reduce<SettingValues[]>(
    (all, [path, values]) => all.flatMap((settings) => values.map((value) => ({ ...settings, [path]: value }))),
    [{}],
  );
}

/** Where this many draws in a row gave nothing else, there is nothing else. */
const MAX_DRAWS = 1000;

function drawSettings({ count, seed, settings }: NonNullable<Spec['random']>): SettingValues[] {
  const found = new Map<string, SettingValues>();
  for (let k = 0, last = 0; found.size < count; k++) {
    const uniform = randomFor(seed, k);
    const drawn = Object.fromEntries(Object.entries(settings).map(([path, domain]) => [path, draw(domain, uniform)]));
    if (!found.has(JSON.stringify(drawn))) last = k;
    else if (k - last > MAX_DRAWS) {
      throw new BitplaneError(
        'E_USAGE',
        `random.count: expected no more than the settings have combinations, of which there are ${found.size}, got ${count}`,
      );
    }
    found.set(JSON.stringify(drawn), drawn);
  }
  return [...found.values()];
}

function recipeWith({ recipe, set }: Spec, settings: SettingValues): Pick<Configuration, 'recipe' | 'reason'> {
  const overrides = Object.entries({ ...set, ...settings }).map(([path, value]) => ({ path: path.split('.'), value }));
  try {
    return { recipe: resolveRecipe(recipe, overrides), reason: null };
  } catch (error) {
    if (error instanceof BitplaneError && error.code === 'E_USAGE') return { recipe: null, reason: error.message };
    throw error;
  }
}

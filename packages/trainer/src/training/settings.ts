// What a run is determined by: the same settings on the same machine give the same weights.
import { BitplaneError } from '@bitplane/model';
import { recipeNamed } from '../recipes';

export interface Settings {
  readonly network: string;
  readonly recipe: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Train on the first so many images; null: all. */
  readonly limit: number | null;
  /** So many of them are held out, and looked at after each epoch. */
  readonly validation: number;
}

const DEFAULT_RECIPE = 'reference';
const DEFAULT_SEED = 1;

/** Fills what was not asked for with the recipe's values and the defaults. */
export function completeSettings(network: string, asked: Partial<Settings>): Settings {
  const recipe = recipeNamed(asked.recipe ?? DEFAULT_RECIPE);
  return {
    network,
    recipe: recipe.name,
    epochs: asked.epochs ?? recipe.epochs,
    batchSize: asked.batchSize ?? recipe.batchSize,
    seed: asked.seed ?? DEFAULT_SEED,
    limit: asked.limit ?? null,
    validation: asked.validation ?? 0,
  };
}

/** A resumed run keeps its settings. Throws E_USAGE for one that was asked for otherwise. */
export function resumeSettings(saved: Settings, asked: Partial<Settings>): Settings {
  for (const [name, value] of Object.entries(asked)) {
    const before = saved[name as keyof Settings];
    if (value === undefined || value === before) continue;
    throw new BitplaneError(
      'E_USAGE',
      `the run to resume has ${name} ${String(before)}, got ${String(value)}: leave the option out, or start anew with --overwrite in place of --resume`,
    );
  }
  return saved;
}

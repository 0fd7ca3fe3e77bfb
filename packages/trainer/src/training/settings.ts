// What a run is determined by: the same settings on the same machine give the same weights.
import { isDeepStrictEqual } from 'node:util';
import { BitplaneError } from '@bitplane/model';
import { applyOverride, baseName, parseOverride, resolveRecipe, type Override, type Recipe } from '../recipes';
import { describeSource, type StartFrom } from './source';

export interface Settings {
  readonly network: string;
  /** Whole and with its overrides, so that a run continues as it started even if the list of recipes has changed. */
  readonly recipe: Recipe;
  readonly seed: number;
  /** Train on this many images, the first ones; null: all. */
  readonly limit: number | null;
  /** So many of them are held out, and looked at after each epoch. */
  readonly validation: number;
  /** The trained network whose weights it starts with; left out by a run that starts with random ones. */
  readonly from?: StartFrom;
  /** How several ranks train together; left out by a process that trains alone. */
  readonly distribution?: Distribution;
}

export interface Distribution {
  /** A name of the exchanges. */
  readonly exchange: string;
  /** Its numbers by name; left out where it has none. */
  readonly exchangeSettings?: Readonly<Record<string, number>>;
  /** Batch norms take their statistics from the batch of all ranks. */
  readonly syncNorms: boolean;
}

/** What a user asks for; what is not said is the recipe's or the default. */
export interface AskedSettings extends Partial<Omit<Settings, 'recipe' | 'from' | 'distribution'>> {
  /** A name of the list, or a file. */
  readonly recipe?: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  /** Folder of a trained network. */
  readonly from?: string;
  /** Train the head alone; needs `from`. */
  readonly freeze?: boolean;
  /** Overrides of the recipe: `optimizer.peakRate=1e-3`. */
  readonly set?: readonly string[];
}

const DEFAULT_RECIPE = 'reference';
const DEFAULT_SEED = 1;

/** Throws what resolveRecipe and describeSource throw, E_USAGE for `freeze` without `from`. */
export const completeSettings = (network: string, asked: AskedSettings): Settings => ({
  network,
  recipe: askedRecipe(asked),
  seed: asked.seed ?? DEFAULT_SEED,
  limit: asked.limit ?? null,
  validation: asked.validation ?? 0,
  ...askedSource(asked),
});

function askedSource({ from, freeze = false }: AskedSettings): Pick<Settings, 'from'> {
  if (from !== undefined) return { from: describeSource(from, freeze) };
  if (!freeze) return {};
  throw new BitplaneError('E_USAGE', 'expected --from with --freeze, which keeps the weights that a run starts from');
}

/** The recipe with its overrides, --epochs and --batch-size among them. */
export const askedRecipe = (asked: Pick<AskedSettings, 'recipe' | 'epochs' | 'batchSize' | 'set'>): Recipe =>
  resolveRecipe(asked.recipe ?? DEFAULT_RECIPE, overridesOf(asked));

/** A resumed run keeps its settings. Throws E_USAGE for one that was asked for otherwise. */
export function resumeSettings(saved: Settings, asked: AskedSettings): Settings {
  const { recipe, seed, limit, validation, from, freeze } = asked;
  for (const [name, value] of Object.entries({ seed, limit, validation })) {
    requireSame(name, saved[name as 'seed' | 'limit' | 'validation'], value);
  }
  requireSame('--from', saved.from?.folder ?? 'left out', from);
  requireSame('--freeze', saved.from?.freeze ?? false, freeze);
  if (recipe !== undefined) requireSame('recipe', baseName(saved.recipe.name), baseName(resolveRecipe(recipe).name));
  for (const override of overridesOf(asked)) {
    if (isDeepStrictEqual(applyOverride(saved.recipe, override), saved.recipe)) continue;
    const before = override.path.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], saved.recipe);
    requireSame(override.path.join('.'), before, override.value);
  }
  return saved;
}

function requireSame(name: string, before: unknown, value: unknown): void {
  if (value === undefined || value === before) return;
  const shown = (of: unknown): string => (typeof of === 'string' ? of : JSON.stringify(of));
  throw new BitplaneError(
    'E_USAGE',
    `the run to resume has ${name} ${shown(before)}, got ${shown(value)}: leave the option out, or start over with --overwrite instead of --resume`,
  );
}

const overridesOf = ({ epochs, batchSize, set = [] }: AskedSettings): Override[] => [
  ...set.map(parseOverride),
  ...Object.entries({ epochs, batchSize }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ path: [name], value }],
  ),
];

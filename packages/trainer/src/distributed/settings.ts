// What a run of several ranks is determined by, beyond what one process asks.
import { BitplaneError } from '@bitplane/model';
import type { Recipe } from '../recipes';
import {
  askedRecipe,
  completeSettings,
  type AskedSettings,
  type Distribution,
  type Settings,
} from '../training/settings';
import { completeSettingsOf, settingOption } from './exchange-settings';
import { exchangeFor, type ExchangeSettings } from './exchanges';

/** What a user asks of several ranks; what is not said is as in the run to resume, or the default. */
export interface AskedDistribution {
  readonly exchange?: string;
  /** Of the exchange, by name. */
  readonly exchangeSettings?: Partial<ExchangeSettings>;
  readonly syncBn?: boolean;
  readonly scaleLearningRate?: RateScale;
}

export const RATE_SCALES = ['linear', 'sqrt', 'none'] as const;
export type RateScale = (typeof RATE_SCALES)[number];

const DEFAULT: Distribution = { exchange: 'full', syncNorms: false };

/**
 * The settings of a new run on `size` ranks. Throws E_USAGE for an exchange that does not go with the recipe's
 * optimizer.
 */
export function completeDistributed(network: string, asked: AskedSettings & AskedDistribution, size: number): Settings {
  const scaled = scaleRate(askedRecipe(asked), asked.scaleLearningRate ?? 'none', size);
  const settings = completeSettings(network, { ...asked, set: [...(asked.set ?? []), ...scaled] });
  return withDistribution(settings, asked);
}

/**
 * A run to resume keeps its exchange, with its settings, and its norms; one that was started by a process alone gets
 * those that are asked for. Throws E_USAGE for other ones than the run has, and for those that do not go together.
 */
export function withDistribution(settings: Settings, asked: AskedDistribution): Settings {
  const before = settings.distribution;
  if (before !== undefined) requireSameDistribution(before, asked);
  const { exchange, syncNorms } = before ?? {
    exchange: asked.exchange ?? DEFAULT.exchange,
    syncNorms: asked.syncBn ?? DEFAULT.syncNorms,
  };
  const kind = exchangeFor(exchange, settings.recipe.optimizer);
  const given = asked.exchangeSettings ?? {};
  const numbers = before?.exchangeSettings ?? completeSettingsOf(kind, given);
  kind.requireSound?.({ settings: numbers, given, syncNorms });
  const exchangeSettings = Object.keys(numbers).length === 0 ? {} : { exchangeSettings: numbers };
  return { ...settings, distribution: { exchange, ...exchangeSettings, syncNorms } };
}

function requireSameDistribution(
  before: Distribution,
  { exchange, syncBn, exchangeSettings = {} }: AskedDistribution,
): void {
  requireKept('--exchange', before.exchange, exchange);
  requireKept('--sync-bn', before.syncNorms, syncBn);
  for (const [name, value] of Object.entries(exchangeSettings)) {
    requireKept(settingOption(name), before.exchangeSettings?.[name] ?? 'left out', value);
  }
}

type Value = string | boolean | number;

function requireKept(option: string, before: Value, asked: Value | undefined): void {
  if (asked === undefined || asked === before) return;
  throw new BitplaneError(
    'E_USAGE',
    `the run to resume has ${option} ${String(before)}, got ${String(asked)}: leave the option out, or start over with --overwrite instead of --resume`,
  );
}

/**
 * Overrides that multiply the peak rate by the number of ranks or its square root, for a batch that has grown as much.
 * Bop has no rate: what follows a gradient beside it has.
 */
function scaleRate({ optimizer }: Recipe, scale: RateScale, size: number): string[] {
  if (scale === 'none') return [];
  const factor = scale === 'linear' ? size : Math.sqrt(size);
  return optimizer.kind === 'bop'
    ? [`optimizer.others.peakRate=${optimizer.others.peakRate * factor}`]
    : [`optimizer.peakRate=${optimizer.peakRate * factor}`];
}

// The exchanges by name.
import { BitplaneError } from '@bitplane/model';
import type { OptimizerSettings } from '../../optimizers/settings';
import type { ExchangeKind } from './exchange';
import { full } from './full';
import { local } from './local';
import { oneBit } from './one-bit';
import { oneBitAdam } from './one-bit-adam';
import { vote } from './vote';

export type { Exchange, ExchangeContext, ExchangeKind, ExchangeSetting, ExchangeSettings } from './exchange';

export const EXCHANGES: Readonly<Record<string, ExchangeKind>> = {
  full,
  'one-bit': oneBit,
  'one-bit-adam': oneBitAdam,
  vote,
  local,
};

/** Throws E_USAGE for a name that is not in the list, and for an optimizer that the exchange must not be used with. */
export function exchangeFor(name: string, { kind }: OptimizerSettings): ExchangeKind {
  if (!Object.hasOwn(EXCHANGES, name)) {
    throw new BitplaneError(
      'E_USAGE',
      `expected --exchange to be one of ${Object.keys(EXCHANGES).join(', ')}, got "${name}"`,
    );
  }
  const exchange = EXCHANGES[name];
  if (exchange.optimizers.includes(kind)) return exchange;
  const fitting = Object.entries(EXCHANGES).filter(([, { optimizers }]) => optimizers.includes(kind));
  throw new BitplaneError(
    'E_USAGE',
    `--exchange ${name} is made for ${exchange.optimizers.join(' and ')}, got a recipe with ${kind}: ` +
      `take ${fitting.map(([other]) => other).join(' or ')}, or a recipe with another optimizer`,
  );
}

import { BitplaneError } from '@bitplane/model';
import type { KnownOptimizer } from '../../optimizers';
import type { ExchangeContext } from './exchange';

/** The optimizer, whose kind exchangeFor has checked. */
export function optimizerOf<Kind extends KnownOptimizer['kind']>(
  kind: Kind,
  { optimizer }: ExchangeContext,
): Extract<KnownOptimizer, { kind: Kind }> {
  if (optimizer.kind === kind) return optimizer as Extract<KnownOptimizer, { kind: Kind }>;
  throw new BitplaneError('E_PROGRAM', `expected an exchange made for ${kind}, got ${optimizer.kind}`);
}

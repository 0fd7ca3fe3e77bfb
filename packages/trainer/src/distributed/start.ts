// The start of a run on several ranks. The checkpoint is on the first rank's host, perhaps nowhere else.
import { BitplaneError } from '@bitplane/model';
import { readStart, type AskedStart, type Start } from '../training/start';
import type { Communicator } from './communicator';
import { completeDistributed, withDistribution, type AskedDistribution } from './settings';
import { textOfFirst } from './texts';

/**
 * The first rank reads where the run starts, and says it to all others. A new run's settings are those that each rank
 * reads for itself, so that differences are found. Throws what readStart and withDistribution throw, E_USAGE for
 * batches with fewer images than there are ranks.
 */
export function startTogether(
  communicator: Communicator,
  asked: AskedStart & AskedDistribution,
  folder: string,
): Start {
  const { rank, size } = communicator;
  const own = rank === 0 ? readStart(asked, folder) : null;
  const first = JSON.parse(textOfFirst(communicator, JSON.stringify(own), 'start of the run')) as Start;
  const settings =
    first.checkpoint === null
      ? completeDistributed(asked.network, asked, size)
      : withDistribution(first.settings, asked);
  const { batchSize } = settings.recipe;
  if (batchSize >= size) return { ...first, settings };
  throw new BitplaneError(
    'E_USAGE',
    `expected a batch of at least one image per rank, got --batch-size ${batchSize} for ${size} ranks: it is divided among them`,
  );
}

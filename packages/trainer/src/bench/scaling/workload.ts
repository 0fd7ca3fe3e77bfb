// What bench-ranks measured, as the model takes it.
import { BitplaneError } from '@bitplane/model';
import { FEW } from '../../distributed/communicator';
import { median } from '../statistics';
import { medianOf, type RanksRecord, type RanksResult } from '../ranks/report';
import type { CollectiveSample } from '../ranks/sample';
import type { Message, Workload } from './step';

/** Exchanges whose messages the model knows. */
export const EXCHANGES = { full: 'full', signs: 'one-bit-adam' } as const;

/** By its name in a record: full precision, and one bit per number. Throws E_USAGE where the record lacks a case. */
export function workloadsOf(record: RanksRecord, network: string): { full: Workload; signs: Workload } {
  const { perStep, perImage } = computationOf(record, network);
  const full = onTwoRanks(record, network, EXCHANGES.full);
  const signs = onTwoRanks(record, network, EXCHANGES.signs);
  const line = perStep + (full.batchSize / 2) * perImage;
  const computing = (result: RanksResult): number => medianOf(result, 'computingMs') / 1000;
  const shared = { perStep, perImage, copying: Math.max(0, computing(full) - line), perByteAdded: perByteAdded(full) };
  return {
    full: { ...shared, messages: messagesOf(full), compression: 0 },
    signs: { ...shared, messages: messagesOf(signs), compression: Math.max(0, computing(signs) - computing(full)) },
  };
}

/** Through the times of one process with two batches goes a line: t = perStep + images·perImage, s. */
export function computationOf(record: RanksRecord, network: string): Pick<Workload, 'perStep' | 'perImage'> {
  const alone = record.results.filter((result) => result.network === network && result.ranks === 1);
  const [small, whole] = alone
    .map((result) => ({ images: result.batchSize, seconds: medianOf(result, 'stepMs') / 1000 }))
    .sort((a, b) => a.images - b.images);
  const perImage = (whole.seconds - small.seconds) / (whole.images - small.images);
  return { perStep: Math.max(0, small.seconds - small.images * perImage), perImage };
}

function onTwoRanks({ results }: RanksRecord, network: string, exchange: string): RanksResult {
  const found = results.find((each) => each.network === network && each.ranks === 2 && each.exchange === exchange);
  if (found !== undefined) return found;
  throw new BitplaneError(
    'E_USAGE',
    `expected ${network} on 2 ranks with exchange ${exchange} among the measurements, found none: run "npx nx run trainer:bench-ranks -- --ranks 1,2 --exchange ${Object.values(EXCHANGES).join()}"`,
  );
}

const SIGNS = /^signs /;
const isLarge = ({ bytes }: Pick<CollectiveSample, 'bytes'>): boolean => bytes > 4 * FEW;

/** The first of two ranks sends the signs of the other's stripe, then those of its own: together all columns. */
function messagesOf({ samples: [{ collectives }] }: RanksResult): Message[] {
  const signs = collectives.filter(({ what }) => SIGNS.test(what)).reduce((sum, { sent }) => sum + sent, 0);
  const sums = collectives
    .filter(({ what }) => !SIGNS.test(what))
    .map((sum): Message => ({ kind: isLarge(sum) ? 'many' : 'few', bytes: sum.bytes }));
  return signs === 0 ? sums : [...sums, { kind: 'signs', bytes: signs }];
}

/** Of large sums on one machine, where memory is the network. */
function perByteAdded({ samples }: RanksResult): number {
  const large = samples.map(({ collectives }) => collectives.filter(isLarge));
  const bytes = large[0].reduce((sum, each) => sum + each.bytes, 0);
  if (bytes === 0) return 0;
  return median(large.map((each) => each.reduce((sum, { transferMs }) => sum + transferMs, 0))) / 1000 / bytes;
}

// The model beside what was measured on hosts of this machine.
import { burstOf } from '../../hosts';
import { median } from '../statistics';
import { markdownTable, type RanksRecord, type RanksResult } from '../ranks/report';
import { additions, direct, secondsPerByte, type Link } from './costs';
import { workloadsOf } from './workload';

export interface CheckRow {
  readonly network: string;
  readonly hosts: number;
  /** Images per step of all hosts, which the model's time does not depend on. */
  readonly images: number;
  /** All large sums of a step, ms. */
  readonly measuredMs: number;
  readonly expectedMs: number;
}

const SMALLEST = 'agreement';
const BUCKET = /^bucket /;

/**
 * α and o come from the smallest collective of the same measurements, which on two hosts takes α and on three α + o;
 * the rate is that of the links. Their token buckets let the first bytes of a step pass at once. Null where links have
 * no limit, or there are no two hosts.
 */
export function linkOf({ link, results }: RanksRecord): Link | null {
  const times = (n: number): number[] =>
    results
      .filter(({ ranks, exchange }) => ranks === n && exchange === 'full')
      .map((each) => transferOf(each, SMALLEST));
  if (link === null || link.bitsPerSecond === null || times(2).length === 0) return null;
  const alpha = median(times(2));
  const overhead = times(3).length === 0 ? 0 : Math.min(alpha, Math.max(0, median(times(3)) - alpha));
  return { alpha, overhead, bitsPerSecond: link.bitsPerSecond };
}

/** Of the record of hosts; `ranks` has the time to add up. */
export function checkRows(hosts: RanksRecord, link: Link, ranks: RanksRecord): CheckRow[] {
  return hosts.results
    .filter((result) => result.ranks > 1 && result.exchange === 'full')
    .map((result) => {
      const { network, ranks: n, batchSize } = result;
      const buckets = result.samples[0].collectives.filter(({ what }) => BUCKET.test(what));
      const measured = buckets.reduce((sum, { what }) => sum + transferOf(result, what), 0);
      const bytes = buckets.reduce((sum, each) => sum + each.bytes, 0);
      const { perByteAdded } = workloadsOf(ranks, network).full;
      const sent = (2 * (n - 1) * bytes) / n;
      const free = Math.min(burstOf(link.bitsPerSecond), sent) * secondsPerByte(link);
      const expected =
        buckets.reduce((sum, each) => sum + direct(link, n, each.bytes), 0) -
        free +
        additions.direct(n) * bytes * perByteAdded;
      return { network, hosts: n, images: batchSize, measuredMs: 1000 * measured, expectedMs: 1000 * expected };
    });
}

/** Seconds of a collective in a step, median over the rounds. */
const transferOf = ({ samples }: RanksResult, name: string): number =>
  median(samples.map(({ collectives }) => collectives.find(({ what }) => what === name)?.transferMs ?? 0)) / 1000;

export const checkTable = (rows: readonly CheckRow[]): string =>
  markdownTable(
    ['network', 'hosts', 'images per step', 'measured, ms per step', 'model, ms per step', 'measured / model'],
    rows.map(({ network, hosts, images, measuredMs, expectedMs }) => [
      ...[network, hosts, images, measuredMs.toFixed(2), expectedMs.toFixed(2)],
      (measuredMs / expectedMs).toFixed(2),
    ]),
  );

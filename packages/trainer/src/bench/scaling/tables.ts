// The model's tables.
import { networkName } from '@bitplane/cli';
import { markdownTable, percent, type RanksRecord } from '../ranks/report';
import type { Link, Scheme } from './costs';
import { communicationTime, limitsOf, speedOf, type Batch, type Plan, type Workload } from './step';
import { workloadsOf } from './workload';

export const MAX_HOSTS = 1024;
const HOSTS = Array.from({ length: 10 }, (_, i) => 2 ** (i + 1));

export const networksOf = ({ results }: RanksRecord): string[] => [...new Set(results.map(({ network }) => network))];

/** "1 Gbit/s, α = 50 µs, o = 10 µs" */
export const describeLinkCost = ({ bitsPerSecond, alpha, overhead }: Link): string =>
  `${bitsPerSecond / 1e9} Gbit/s, α = ${microseconds(alpha)} µs, o = ${microseconds(overhead)} µs`;

const microseconds = (seconds: number): string => String(Number((1e6 * seconds).toFixed(1)));

/** What was measured of each network, as the model takes it. */
export function inputsTable(record: RanksRecord): string {
  const bytes = ({ messages }: Workload, kind: string): string =>
    messages
      .filter((message) => message.kind === kind)
      .map((message) => message.bytes.toLocaleString('en'))
      .join(' + ');
  return markdownTable(
    [
      ...['network', 'ms per step', 'µs per image', 'large sums, bytes', 'small sums, bytes', 'copying, ms'],
      ...['adding, ms per MB', 'signs, bytes', 'sums beside signs, bytes', 'compression, ms'],
    ],
    networksOf(record).map((network) => {
      const { full, signs } = workloadsOf(record, network);
      return [
        networkName(network),
        (1e3 * full.perStep).toFixed(1),
        (1e6 * full.perImage).toFixed(0),
        bytes(full, 'many'),
        bytes(full, 'few'),
        (1e3 * full.copying).toFixed(2),
        (1e9 * full.perByteAdded).toFixed(2),
        bytes(signs, 'signs'),
        [bytes(signs, 'many'), bytes(signs, 'few')].filter((text) => text !== '').join(' + '),
        (1e3 * signs.compression).toFixed(1),
      ];
    }),
  );
}

const SCHEMES: readonly Scheme[] = ['ring', 'tree', 'direct'];

/** Communication per step and efficiency of 2 … 1,024 hosts, each with the batch of one process. */
export function hostsTable(record: RanksRecord, network: string, link: Link): string {
  const { full, signs } = workloadsOf(record, network);
  const batch = { perHost: batchOf(record, network) };
  const plan = (scheme: Scheme, overlaps = false): Plan => ({ link, scheme, overlaps });
  const ms = (workload: Workload, scheme: Scheme, n: number): string =>
    (1e3 * communicationTime(workload, plan(scheme), n)).toPrecision(3);
  const efficiency = (workload: Workload, chosen: Plan, n: number): string =>
    percent(speedOf(workload, chosen, batch, n)!.efficiency);
  return markdownTable(
    [
      ...['hosts', 'ring, ms', 'tree, ms', 'ours, ms', 'ours, 1 bit, ms', 'efficiency of ring'],
      ...['of tree', 'of ours', 'with overlap', '1 bit', '1 bit, overlap'],
    ],
    HOSTS.map((n) => [
      n,
      ...SCHEMES.map((scheme) => ms(full, scheme, n)),
      ms(signs, 'direct', n),
      ...SCHEMES.map((scheme) => efficiency(full, plan(scheme), n)),
      efficiency(full, plan('direct', true), n),
      ...[false, true].map((overlaps) => efficiency(signs, plan('direct', overlaps), n)),
    ]),
  );
}

/** Up to how many hosts it pays, for a batch that all hosts divide and for one that grows with them. */
export function limitsTable(record: RanksRecord, links: readonly Link[]): string {
  const rows = networksOf(record).flatMap((network) => {
    const { full, signs } = workloadsOf(record, network);
    const images = batchOf(record, network);
    return links.flatMap((link) =>
      VARIANTS.map(({ name, isCompressed, ...variant }) => {
        const workload = isCompressed ? signs : full;
        const limits = (batch: Batch) => limitsOf(workload, { link, ...variant }, batch, MAX_HOSTS);
        const [divided, grown] = [limits({ perStep: images }), limits({ perHost: images })];
        return [
          networkName(network),
          `${link.bitsPerSecond / 1e9} Gbit/s`,
          name,
          divided.halfEfficient,
          divided.fastest,
          grown.halfEfficient === MAX_HOSTS ? `≥ ${MAX_HOSTS}` : grown.halfEfficient,
          grown.fastest === MAX_HOSTS ? `≥ ${MAX_HOSTS}` : grown.fastest,
        ];
      }),
    );
  });
  return markdownTable(
    [
      ...['network', 'links', 'scheme', 'divided batch: efficiency ≥ 50 % up to', 'fastest on'],
      ...['growing batch: efficiency ≥ 50 % up to', 'fastest on'],
    ],
    rows,
  );
}

const VARIANTS: readonly (Omit<Plan, 'link'> & { readonly name: string; readonly isCompressed: boolean })[] = [
  { name: 'ring', scheme: 'ring', overlaps: false, isCompressed: false },
  { name: 'tree', scheme: 'tree', overlaps: false, isCompressed: false },
  { name: '**ours**', scheme: 'direct', overlaps: false, isCompressed: false },
  { name: 'ours, overlap', scheme: 'direct', overlaps: true, isCompressed: false },
  { name: '**ours, 1 bit**', scheme: 'direct', overlaps: false, isCompressed: true },
  { name: 'ours, 1 bit, overlap', scheme: 'direct', overlaps: true, isCompressed: true },
];

/** The larger batch of one process. */
const batchOf = ({ results }: RanksRecord, network: string): number =>
  Math.max(...results.filter((each) => each.network === network && each.ranks === 1).map(({ batchSize }) => batchSize));

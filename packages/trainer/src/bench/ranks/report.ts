// What bench-ranks prints and writes.
import { networkName } from '@bitplane/cli';
import { kilobytes } from '../../training/progress';
import { plural } from '../../plural';
import { median } from '../statistics';
import type { RanksCase } from './cases';
import type { RanksSample } from './sample';

export interface RanksResult extends RanksCase {
  /** By round. */
  readonly samples: readonly RanksSample[];
}

export interface LinkRecord {
  /** Null: as fast as the machine copies. */
  readonly bitsPerSecond: number | null;
  /** From a host to the switch, s. */
  readonly delay: number;
}

export interface RanksRecord {
  readonly schema: 'bitplane-ranks/1';
  readonly date: string;
  readonly commit: string | null;
  readonly cpu: string;
  readonly cores: number;
  /** Of the machine before the first round. */
  readonly load: number;
  readonly recipe: string;
  readonly rounds: number;
  readonly warmUp: number;
  readonly steps: number;
  /** Of hosts of a rank each; null: all ranks are on the machine itself. */
  readonly link: LinkRecord | null;
  readonly results: readonly RanksResult[];
}

type Figure = Exclude<keyof RanksSample, 'collectives'>;

/** Median over the rounds. */
export const medianOf = ({ samples }: Pick<RanksResult, 'samples'>, figure: Figure): number =>
  median(samples.map((sample) => sample[figure]));

/** The process alone that a result is compared to. */
export const aloneIn = ({ results }: Pick<RanksRecord, 'results'>, network: string): RanksResult =>
  results.find((result) => result.network === network && result.ranks === 1)!;

/** Images/s as multiples of those of one process: the median of the rounds' own ratios. */
export function ratioOf(record: Pick<RanksRecord, 'results'>, { network, samples }: RanksResult): number {
  const alone = aloneIn(record, network).samples;
  return median(samples.map(({ imagesPerSecond }, round) => imagesPerSecond / alone[round].imagesPerSecond));
}

/** A line for each sample as it comes. */
export const describeSample = (
  { network, ranks, exchange, batchSize }: RanksCase,
  { imagesPerSecond, stepMs, waitingMs, transferMs, sentPerStep }: RanksSample,
): string =>
  `${networkName(network)}, ${ranks === 1 ? 'one process' : `${ranks} ranks, ${exchange}`}, batch ${batchSize}: ` +
  `${imagesPerSecond.toFixed(0)} images/s, ${stepMs.toFixed(1)} ms per step, ` +
  `${percent((waitingMs + transferMs) / stepMs)} communication, ${kilobytes(sentPerStep)} sent`;

/** Markdown: where and when it was measured, and the table. */
export function ranksPage(record: RanksRecord): string {
  const { cpu, cores, date, commit, load, rounds, warmUp, steps, recipe } = record;
  const about =
    `${plural(cores, 'core')} (${cpu}), load ${load.toFixed(1)} at the start, ${date.slice(0, 10)}, ` +
    `commit ${commit?.slice(0, 7) ?? 'unknown'}; recipe ${recipe}, a thread per process, ` +
    `${plural(rounds, 'round')} of ${plural(steps, 'step')} after ${warmUp} to warm up${describeLink(record.link)}.`;
  return `${wrapped(about)}\n\n${ranksTable(record)}\n`;
}

const MAX_COLUMNS = 120;

/** The words of a paragraph in lines, as a person would write it into a page. */
const wrapped = (text: string): string =>
  text.split(' ').reduce((lines, word) => {
    const last = lines.slice(lines.lastIndexOf('\n') + 1);
    return `${lines}${last.length + 1 + word.length > MAX_COLUMNS ? '\n' : ' '}${word}`;
  });

function describeLink(link: LinkRecord | null): string {
  if (link === null) return '';
  const rate = link.bitsPerSecond === null ? 'no limit' : `${link.bitsPerSecond / 1e6} Mbit/s`;
  return `; each process on a host of its own, links with ${rate} and a delay of ${(link.delay * 1e6).toFixed(0)} µs`;
}

function ranksTable(record: RanksRecord): string {
  const rows = record.results.map((result) => {
    const ms = (figure: Figure): string => medianOf(result, figure).toFixed(1);
    const speeds = result.samples.map(({ imagesPerSecond }) => imagesPerSecond);
    const isAlone = result.ranks === 1;
    const shares = result.samples.map(({ waitingMs, transferMs, stepMs }) => (waitingMs + transferMs) / stepMs);
    return [
      networkName(result.network),
      result.ranks,
      isAlone ? '' : result.exchange,
      result.batchSize,
      median(speeds).toFixed(0),
      `${Math.min(...speeds).toFixed(0)}–${Math.max(...speeds).toFixed(0)}`,
      ratioOf(record, result).toFixed(2),
      ms('stepMs'),
      ms('computingMs'),
      isAlone ? '' : ms('waitingMs'),
      isAlone ? '' : ms('transferMs'),
      isAlone ? '' : percent(median(shares)),
      ms('cpuMs'),
      isAlone ? '' : Math.round(medianOf(result, 'sentPerStep')).toLocaleString('en'),
    ];
  });
  return markdownTable(HEAD, rows);
}

const HEAD = [
  ...['network', 'processes', 'exchange', 'images per step', 'images/s', 'range', '× one process', 'ms per step'],
  ...['computing', 'waiting', 'transfer', 'communication', 'CPU', 'bytes sent per step'],
];

export const markdownTable = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

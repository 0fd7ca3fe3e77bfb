// What a run found, and the verdicts on it.
import { medianOf, type Cpu } from '../bench-peers/record';

export interface EngineFigures {
  readonly engine: string;
  /** "onnxruntime 1.32.0"; null: ours. */
  readonly release: string | null;
  readonly kernel: string | null;
  /** Why this is not what the engine can do; null: it is. */
  readonly slow: string | null;
  /** Nanoseconds per image, and from the file to the first scores: a number per round. */
  readonly ns: number[];
  readonly loadNs: number[];
  /** Ours: the arena; others: what malloc has given out for the network; null: not known. */
  readonly memoryNbytes: number | null;
}

export interface NetworkFigures {
  readonly network: string;
  readonly shape: string;
  readonly binaryMacs: number;
  /** Of bytes and floats. */
  readonly otherMacs: number;
  /** The first ones are ours. */
  readonly engines: readonly EngineFigures[];
}

export interface GrowthRecord {
  readonly schema: 'bitplane-bench-growth/1';
  readonly date: string;
  readonly commit: string | null;
  readonly cpu: Cpu;
  readonly compiler: string;
  readonly rounds: number;
  readonly networks: readonly NetworkFigures[];
}

export interface Verdict {
  readonly text: string;
  /** null: not measured. */
  readonly isMet: boolean | null;
}

/** From this many products on, the time per product has to be flat. */
const FLAT_FROM = 20e6;
const FLATNESS = 0.15;
/** Names of the networks that differ in the size of their images alone. */
const ONE_SHAPE = 'reference-';

export const productsOf = ({ binaryMacs, otherMacs }: NetworkFigures): number => binaryMacs + otherMacs;

/** Picoseconds per product of an image's median time; null where it was not measured. */
export function picosecondsPerProduct(network: NetworkFigures, { ns }: EngineFigures): number | null {
  const median = medianOf(ns);
  return median === null ? null : (1000 * median) / productsOf(network);
}

export function verdictsOf({ networks }: GrowthRecord): Verdict[] {
  const large = networks.filter((network) => productsOf(network) >= FLAT_FROM);
  const ofOneShape = large.filter(({ network }) => network.startsWith(ONE_SHAPE));
  return [flatness('ours, one shape', ofOneShape), flatness('ours, all networks', large), ...networks.map(arena)];
}

/** The slowest product of large networks against the fastest one. */
function flatness(what: string, large: readonly NetworkFigures[]): Verdict {
  const times = large.map((network) => picosecondsPerProduct(network, network.engines[0]));
  if (times.length < 2 || times.includes(null)) {
    return { text: `${what}, per product from 20 M products on: not measured`, isMet: null };
  }
  const known = times as number[];
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const place = (time: number): string => large[known.indexOf(time)].network;
  return {
    text:
      `${what}, per product from 20 M products on: ${least.toFixed(2)} ps (${place(least)}) to ${most.toFixed(2)} ps ` +
      `(${place(most)}), ${(100 * (most / least - 1)).toFixed(0)} % apart (required: ${100 * FLATNESS} %)`,
    isMet: most <= least * (1 + FLATNESS),
  };
}

function arena({ network, engines }: NetworkFigures): Verdict {
  const [ours] = engines;
  const theirs = engines.find(({ engine }) => engine === 'lce')?.memoryNbytes ?? null;
  if (theirs === null || ours.memoryNbytes === null) {
    return { text: `${network}: memory beside Larq Compute Engine's: not measured`, isMet: null };
  }
  const kilobytes = (nbytes: number): string => `${(nbytes / 1000).toFixed(0)} kB`;
  return {
    text: `${network}: our arena ${kilobytes(ours.memoryNbytes)}, Larq Compute Engine's memory ${kilobytes(theirs)}`,
    isMet: ours.memoryNbytes <= theirs,
  };
}

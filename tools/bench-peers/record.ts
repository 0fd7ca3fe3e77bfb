// What a run found: medians over rounds of the rounds' medians.
import { summarizeTimes } from '@bitplane/deployer';
import { LAYERS, type Layer } from './layers';

/** `avx2`: held to AVX2 where the library can be; `native`: all that the CPU has. */
export type Series = 'avx2' | 'native';

/** One line of a layer bench. */
export interface LayerSample {
  readonly layer: Layer;
  readonly kernel: string | null;
  readonly median_ns: number | null;
  readonly mac_per_cycle?: number;
  readonly share?: number | null;
}

/** A layer of a peer: the medians of its rounds, null for a round in which the core never was ours. */
export interface LayerTimes {
  readonly kernel: string | null;
  readonly ns: number[];
  readonly share: number[];
}

export interface PeerTimes {
  readonly peer: string;
  readonly series: Series;
  readonly layers: Partial<Record<Layer, LayerTimes>>;
}

export interface BenchRecord {
  readonly schema: 'bitplane-bench-peers/1';
  readonly date: string;
  readonly commit: string | null;
  readonly cpu: string;
  readonly compiler: string;
  readonly rounds: number;
  readonly peers: readonly PeerTimes[];
  /** Nanoseconds an image of the reference network, a number for each round. */
  readonly network: Readonly<Record<string, readonly number[]>>;
}

export function addSample(times: PeerTimes, { layer, kernel, median_ns, share }: LayerSample): void {
  if (!LAYERS.includes(layer)) return;
  const layers = (times.layers[layer] ??= { kernel, ns: [], share: [] });
  if (median_ns !== null) layers.ns.push(median_ns);
  if (share != null) layers.share.push(share);
}

/** Null where no round counted. */
export const medianOf = (values: readonly number[] | undefined): number | null =>
  values === undefined || values.length === 0 ? null : summarizeTimes(values).median_ns;

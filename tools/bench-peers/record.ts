// What a run found: medians over rounds of the rounds' medians.
import { summarizeTimes } from '@bitplane/deployer';
import { LAYERS, type Layer } from './layers';

/** `avx2`: held to AVX2 where the library can be; `native`: all that the CPU has. */
export type Series = 'avx2' | 'native';

/** One line of a layer bench. */
export interface LayerSample {
  readonly layer: Layer;
  /** What the library ran; null: it does not say. */
  readonly kernel: string | null;
  readonly median_ns: number | null;
  readonly mac_per_cycle?: number;
  readonly share?: number | null;
}

/** A layer of a peer: the medians of its rounds, none for a round in which the core never was ours. */
export interface LayerTimes {
  readonly kernel: string | null;
  readonly ns: number[];
  readonly share: number[];
}

export interface PeerTimes {
  readonly peer: string;
  /** "onednn 2026.1.0"; null: ours. */
  readonly release: string | null;
  readonly series: Series;
  readonly layers: Partial<Record<Layer, LayerTimes>>;
}

export interface Cpu {
  readonly model: string;
  /** Of x86: what tells generations of one name apart; null elsewhere. */
  readonly family: string | null;
  readonly hasAmx: boolean;
}

/** A network in one engine. */
export interface NetworkTimes {
  readonly engine: string;
  /** "onnxruntime-node 1.30.0"; null: ours. */
  readonly release: string | null;
  /** What ran, where the engine says so. */
  readonly kernel: string | null;
  /** Why this is not what the library can do; null: it is. */
  readonly slow: string | null;
  /** Nanoseconds per image, a number per round. */
  readonly ns: number[];
}

export interface BenchRecord {
  readonly schema: 'bitplane-bench-peers/2';
  readonly date: string;
  readonly commit: string | null;
  readonly cpu: Cpu;
  readonly compiler: string;
  readonly rounds: number;
  readonly peers: readonly PeerTimes[];
  /** The reference network, and the same shape with a threshold per channel (`shape`), which other engines can have. */
  readonly networks: Readonly<Record<'reference' | 'shape', readonly NetworkTimes[]>>;
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

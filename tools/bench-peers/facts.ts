// The last lines of a run, one fact each, and what is asked of them.
import { LAYERS, MEAN_LAYERS, type Layer } from './layers';
import { OURS, PEERS } from './peers';
import { medianOf, type BenchRecord, type NetworkTimes, type PeerTimes, type Series } from './record';

export interface Fact {
  readonly name: string;
  /** A ratio, or a share in percent; null where it was not measured. */
  readonly value: number | null;
  readonly unit: '' | ' %';
  readonly required: number | null;
  /** Why the ratio says nothing about the library; null: it does, and may be quoted. */
  readonly slow: string | null;
}

const REQUIRED: Readonly<Record<Series, Readonly<Record<string, number>>>> = {
  avx2: {
    'geomean vs openblas': 20,
    'geomean vs onednn-int8': 6.2,
    'port bound L1': 55,
    'port bound L2': 55,
    'port bound L4': 62,
    'port bound L5': 55,
    'port bound L6': 62,
  },
  native: {
    'geomean vs onednn-int8': 2.6,
    'geomean vs openvino': 1.1,
    'geomean vs bnn-lab': 2,
    ...Object.fromEntries(MEAN_LAYERS.map((layer) => [`${layer} vs openvino`, 1])),
    ...Object.fromEntries(MEAN_LAYERS.map((layer) => [`port bound ${layer}`, 100])),
    'reference network vs onnxruntime-f32': 8,
    'reference network vs onnxruntime-int8': 4.5,
    'reference network vs litert-int8': 4.4,
    'reference shape vs openvino': 3,
  },
};

/** Like with like: a library without a switch is compared with ours as both come, and listed in that series alone. */
export function factsOf(record: BenchRecord, series: Series): Fact[] {
  const fact = (name: string, value: number | null, unit: Fact['unit'] = '', slow: string | null = null): Fact => ({
    ...{ name, value, unit, slow },
    required: REQUIRED[series][name] ?? null,
  });
  const inSeries = record.peers.filter((times) => times.series === series);
  const ours = inSeries.find(({ peer }) => peer === OURS.name);
  const theirs = inSeries.filter(({ peer }) => peer !== OURS.name);
  const ofPeers = theirs.flatMap((times) => {
    const slow = slowPath(record, times);
    const single = MEAN_LAYERS.map((layer) => `${layer} vs ${times.peer}`);
    return [
      fact(`geomean vs ${times.peer}`, geometricMean(ours, times), '', slow),
      ...MEAN_LAYERS.filter((_, k) => single[k] in REQUIRED[series]).map((layer) =>
        fact(`${layer} vs ${times.peer}`, speedUp(ours, times, layer), '', slow),
      ),
    ];
  });
  const ofPorts = LAYERS.map((layer) => {
    const share = medianOf(ours?.layers[layer]?.share);
    return fact(`port bound ${layer}`, share === null ? null : 100 * share, ' %');
  });
  if (series === 'avx2') return [...ofPeers, ...ofPorts];
  const ofNetworks = (['reference', 'shape'] as const).flatMap((network) => {
    const title = network === 'reference' ? 'reference network' : 'reference shape';
    const [own, ...others] = ordered(record.networks[network]);
    return others.map((times) =>
      fact(`${title} vs ${times.engine}`, ratio(medianOf(times.ns), medianOf(own?.ns)), '', times.slow),
    );
  });
  return [...ofPeers, ...ofPorts, ...ofNetworks];
}

/** Ours first. */
const ordered = (times: readonly NetworkTimes[]): readonly NetworkTimes[] =>
  [...times].sort((a, b) => Number(b.engine === OURS.name) - Number(a.engine === OURS.name));

/** Slower by this much than the same library held to AVX2: what it chose for the CPU does not suit it. */
const WORSE = 1.05;

/**
 * Why a library's times are not what it can do on this CPU: a kernel that it has for CPUs that it does not know, or one
 * that is slower than what it has for AVX2. Null where there is no sign of that.
 */
export function slowPath({ peers }: BenchRecord, times: PeerTimes): string | null {
  const peer = PEERS.find(({ name }) => name === times.peer);
  if (peer === undefined) return null;
  for (const { kernel } of Object.values(times.layers)) {
    const reason = kernel === null ? null : peer.slow(kernel, times.series);
    if (reason !== null) return reason;
  }
  const held = peers.find((other) => other.peer === times.peer && other.series === 'avx2');
  if (times.series === 'avx2' || held === undefined) return null;
  const gain = geometricMean(times, held);
  return gain !== null && gain < 1 / WORSE ? `held to AVX2 it is ${(1 / gain).toFixed(1)} times as fast` : null;
}

/** How many times faster ours is in that layer. */
export const speedUp = (ours: PeerTimes | undefined, peer: PeerTimes | undefined, layer: Layer): number | null =>
  ratio(medianOf(peer?.layers[layer]?.ns), medianOf(ours?.layers[layer]?.ns));

function geometricMean(ours: PeerTimes | undefined, peer: PeerTimes | undefined): number | null {
  const ratios = MEAN_LAYERS.map((layer) => speedUp(ours, peer, layer));
  if (ratios.includes(null)) return null;
  return Math.exp(ratios.reduce<number>((sum, value) => sum + Math.log(value ?? 1), 0) / ratios.length);
}

const ratio = (other: number | null, ours: number | null): number | null =>
  other === null || ours === null ? null : other / ours;

/** "geomean vs openblas: 21.90", after "avx2 " where a series is given, with what keeps it from being quoted. */
export function lineOf({ name, value, unit, slow }: Fact, series?: Series): string {
  const figure = value === null ? 'not measured' : `${value.toFixed(unit === '' ? 2 : 1)}${unit}`;
  return `${series === undefined ? '' : `${series} `}${name}: ${figure}${value === null || slow === null ? '' : ` (slow path: ${slow})`}`;
}

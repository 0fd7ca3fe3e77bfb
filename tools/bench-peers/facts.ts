// The last lines of a run, one fact each, and what is asked of them.
import { LAYERS, MEAN_LAYERS, type Layer } from './layers';
import { medianOf, type BenchRecord, type PeerTimes, type Series } from './record';

export interface Fact {
  readonly name: string;
  /** A ratio, or a share in percent; null where it was not measured. */
  readonly value: number | null;
  readonly unit: '' | ' %';
  readonly required: number | null;
}

const REQUIRED: Readonly<Record<string, number>> = {
  'geomean vs openblas': 20,
  'geomean vs onednn-int8': 6.2,
  'geomean vs xnnpack-qs8': 13,
  'port bound L1': 55,
  'port bound L2': 55,
  'port bound L4': 62,
  'port bound L5': 55,
  'port bound L6': 62,
  'reference network vs onnxruntime-f32': 8,
  'reference network vs onnxruntime-int8': 5,
};

const fact = (name: string, value: number | null, unit: Fact['unit'] = ''): Fact => ({
  name,
  value,
  unit,
  required: REQUIRED[name] ?? null,
});

/** Like with like: a library without a switch is compared with ours as both come, whatever the series. */
export function factsOf(record: BenchRecord, series: Series): Fact[] {
  const find = (peer: string, wanted: Series = series): PeerTimes | undefined =>
    record.peers.find((times) => times.peer === peer && times.series === wanted);
  const ours = find('bitplane');
  const speedUpOver = (peer: string): number | null => {
    const inSeries = find(peer);
    return inSeries === undefined
      ? geometricMean(find('bitplane', 'native'), find(peer, 'native'))
      : geometricMean(ours, inSeries);
  };
  const peers = [...new Set(record.peers.map(({ peer }) => peer))].filter((peer) => peer !== 'bitplane');
  const network = (engine: string): number | null =>
    ratio(medianOf(record.network[`onnxruntime-${engine}`]), medianOf(record.network['bitplane-native']));
  return [
    ...peers.map((peer) => fact(`geomean vs ${peer}`, speedUpOver(peer))),
    ...LAYERS.map((layer) => {
      const share = medianOf(ours?.layers[layer]?.share);
      return fact(`port bound ${layer}`, share === null ? null : 100 * share, ' %');
    }),
    fact('reference network vs onnxruntime-f32', network('f32')),
    fact('reference network vs onnxruntime-int8', network('int8')),
  ];
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

/** "geomean vs openblas: 21.9" */
export const lineOf = ({ name, value, unit }: Fact): string =>
  `${name}: ${value === null ? 'not measured' : `${value.toFixed(unit === '' ? 2 : 1)}${unit}`}`;

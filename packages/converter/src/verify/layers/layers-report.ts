// A pair that was compared layer by layer.
import { describeDifference, type Place } from '../differences';
import { type PairReport, skippedPair } from '../pair';
import type { LayerReport } from './layer-record';

/** The first layer, in the network's order, with a number further off than it may be. */
export function layersReport(pair: string, images: number, layers: readonly LayerReport[]): PairReport {
  const compared = layers.filter(({ values }) => values > 0);
  if (compared.length === 0) return skippedPair(pair, 'it shows none of the layers that the other has');
  const place = firstWrong(layers);
  return {
    ...{ pair, images, tensors: images * compared.length, skipped: null, layers, place },
    values: compared.reduce((sum, { values }) => sum + values, 0),
    difference: place && describeDifference(place),
    note: tiesNote(layers),
  };
}

export const firstWrong = (layers: readonly LayerReport[]): Place | null =>
  layers.find(({ wrong }) => wrong !== null)?.wrong ?? null;

/** Null where no number was on a threshold, or within its rounding of one and on the other side. */
function tiesNote(layers: readonly LayerReport[]): string | null {
  const [ties, crossed] = [sumOf(layers, 'ties'), sumOf(layers, 'crossed')];
  if (ties + crossed === 0) return null;
  const where = layers.find((layer) => layer.ties + layer.crossed > 0)!.layer;
  const signs = `${crossed} ${crossed === 1 ? 'sign or level differs' : 'signs or levels differ'} by a rounding`;
  return `${ties} ${ties === 1 ? 'number' : 'numbers'} exactly on a threshold, ${signs}; the first in layer '${where}'`;
}

const sumOf = (layers: readonly LayerReport[], count: 'ties' | 'crossed'): number =>
  layers.reduce((sum, layer) => sum + layer[count], 0);

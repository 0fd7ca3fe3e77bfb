// The imported network: alone, and against the export, layer by layer: what passes, file and reading have made of it.
import type { Model, Tensor } from '@bitplane/model';
import { LayerRecords } from './layers/layer-records';
import { layersReport } from './layers/layers-report';
import { numbersOf, walkLayers, type Walked } from './layers/walk-layers';
import type { PairReport } from './pair';
import type { Progress } from './progress';
import type { Subject } from './subject';

export interface ImportedComparison {
  /** Of each image: what the imported network computes, and how exact that is. */
  readonly walked: readonly Walked[];
  readonly report: PairReport;
}

/**
 * For the golden images each layer of the export, from what the imported network has for its inputs, against the layer
 * of that name: signs and sums to the bit, floats within their roundings. Layers that passes have fused are compared by
 * what comes of them.
 */
export function compareImported(
  { model, goldenImages, images }: Subject,
  imported: Model,
  progress: Progress,
): ImportedComparison {
  const records = new LayerRecords(model);
  const walked = images.map((image, index) => {
    const place = { image: index, images: images.length, layers: imported.layers.length };
    const onLayer = (layer: number): void => progress.at('imported network', { ...place, layer });
    if (index >= goldenImages.length) return walkLayers({ model: imported, image, index, others: new Map(), onLayer });
    const others = new Map<string, ArrayLike<number>>();
    const onOutput = (name: string, output: Tensor): unknown => others.set(name, numbersOf(output));
    const alone = walkLayers({ model: imported, image, index, others: new Map(), onLayer, onOutput });
    walkLayers({ model, image, index, others }, records);
    return alone;
  });
  const pair = 'imported network ≈ export, layer by layer';
  return { walked, report: layersReport(pair, goldenImages.length, records.reports()) };
}

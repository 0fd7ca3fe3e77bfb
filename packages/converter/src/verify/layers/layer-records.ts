import type { Layer, Model } from '@bitplane/model';
import { LayerRecord, type LayerReport } from './layer-record';

/** A record of each layer, in the network's order. */
export class LayerRecords {
  private readonly records: ReadonlyMap<string, LayerRecord>;

  constructor({ layers }: Model) {
    this.records = new Map(layers.map((layer) => [layer.name, new LayerRecord(layer)]));
  }

  of({ name }: Layer): LayerRecord {
    return this.records.get(name)!;
  }

  /** Of all layers that were compared, or that have thresholds. */
  reports(): LayerReport[] {
    const reports = [...this.records.values()].map((record) => record.report());
    return reports.filter(({ values, ties, crossed }) => values > 0 || ties > 0 || crossed > 0);
  }
}

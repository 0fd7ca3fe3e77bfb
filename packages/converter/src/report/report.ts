// What an export did: what was folded into what, thresholds, sizes. Written as report.json.
import { createHash } from 'node:crypto';
import { kindOf, modelBytes, modelCost, paddingAdvice, type DataRecord, type Layer, type Model } from '@bitplane/model';
import type { SumLayer } from '../passes/thresholds/sum-layer';
import { countParameters } from './count-parameters';
import { foldedInto } from './folded-into';
import { summarizeThreshold, type ThresholdSummary } from './summarize-threshold';

export interface LayerReport {
  readonly name: string;
  readonly kind: Layer['kind'];
  /** What the kind does not say: a mask, how many planes. */
  readonly detail?: string;
  /** Names of the imported layers that it stands for. */
  readonly from: readonly string[];
  /** 1-bit weights, their masks and 8-bit weights. */
  readonly weightBytes: number;
  readonly thresholdBytes: number;
  /** Slopes, scales and offsets of what is computed in numbers; zero points. */
  readonly otherBytes: number;
  /** Zeros that fill rows of bits to whole 64-bit words. */
  readonly paddingBytes: number;
  readonly binaryMacs: number;
  readonly integerMacs: number;
  readonly threshold?: ThresholdSummary;
}

export interface ExportReport {
  readonly schema: 'bitplane-export/1';
  readonly network: string;
  readonly input: Model['input'];
  /** The images that it was trained on; null where model.json does not say. */
  readonly data: DataRecord | null;
  readonly layers: readonly LayerReport[];
  /** Bits, those of masks included. */
  readonly binaryWeights: number;
  readonly binaryMacs: number;
  readonly integerMacs: number;
  /**
   * Of model.bpm: all but the last two add up to `file`. header: with the section table; records: what tensors and
   * layers are; alignment: zeros before sections. `float32`: all imported parameters at four bytes each.
   */
  readonly bytes: {
    readonly weights: number;
    readonly thresholds: number;
    readonly other: number;
    readonly padding: number;
    readonly header: number;
    readonly names: number;
    readonly records: number;
    readonly alignment: number;
    readonly file: number;
    readonly float32: number;
  };
  /** What to do about much padding; empty where there is little. */
  readonly advice: readonly string[];
  readonly goldenImages: { readonly count: number; readonly from: string };
  readonly files: readonly { readonly path: string; readonly nbytes: number; readonly sha256: string }[];
}

interface ReportSource {
  readonly imported: Model;
  readonly model: Model;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly data: DataRecord | null;
  readonly goldenImages: ExportReport['goldenImages'];
}

export function makeReport({ imported, model, files, data, goldenImages }: ReportSource): ExportReport {
  const origins = foldedInto(imported, model);
  const costs = modelCost(model);
  const { layers: bytesOfLayers, numbers: other, ...bytes } = modelBytes(model);
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const layers = model.layers.map((layer, index): LayerReport => {
    const { binaryMacs, integerMacs } = costs[index];
    const { weights, thresholds, numbers, padding } = bytesOfLayers[index];
    const detail = kindOf(layer).detail?.(layer) ?? null;
    const summary =
      layer.kind === 'threshold'
        ? { threshold: summarizeThreshold(layer, byName.get(layer.inputs[0]) as SumLayer) }
        : {};
    return {
      name: layer.name,
      kind: layer.kind,
      ...(detail === null ? {} : { detail }),
      from: origins.get(layer.name) ?? [],
      weightBytes: weights,
      thresholdBytes: thresholds,
      otherBytes: numbers,
      paddingBytes: padding,
      binaryMacs,
      integerMacs,
      ...summary,
    };
  });
  const sum = (value: (layer: LayerReport) => number) => layers.reduce((total, layer) => total + value(layer), 0);
  return {
    schema: 'bitplane-export/1',
    network: model.name,
    input: model.input,
    data,
    layers,
    binaryWeights: costs.reduce((total, { weightBits }) => total + weightBits.binary, 0),
    binaryMacs: sum(({ binaryMacs }) => binaryMacs),
    integerMacs: sum(({ integerMacs }) => integerMacs),
    bytes: { ...bytes, other, float32: 4 * countParameters(imported) },
    advice: paddingAdvice(model),
    goldenImages,
    files: [...files].map(([path, bytes]) => ({
      path,
      nbytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
  };
}

// What an ONNX file says beside its nodes: what each layer costs and was made of, where the network comes from.
import { inferTypes, kindOf, modelBytes, modelCost, type LayerCost, type Model } from '@bitplane/model';
import { foldedInto } from '../report/folded-into';
import type { SourceRecord } from '../source-record';
import type { Metadata } from './graph-builder';

/** Bits of an element of an output. */
const ELEMENT_BITS = { bits: 1, uint8: 8, int32: 32, float32: 32, float64: 64 } as const;

/** Layer's name → what docs/onnx.md says of its node. imported: the network before the passes. */
export function layerMetadata(imported: Model, model: Model): ReadonlyMap<string, Metadata> {
  const origins = foldedInto(imported, model);
  const types = inferTypes(model);
  const { layers: bytes } = modelBytes(model);
  return new Map(
    modelCost(model).map((cost, index) => {
      const { layer, binaryMacs, integerMacs } = cost;
      const { weights, thresholds, numbers, padding } = bytes[index];
      const detail = kindOf(layer).detail?.(layer) ?? null;
      const metadata = {
        layer: layer.name,
        kind: layer.kind,
        ...(detail === null ? {} : { detail }),
        bits: String(weightBits(cost) ?? ELEMENT_BITS[types.get(layer.name)!.element]),
        products: String(binaryMacs + integerMacs),
        bytes: String(weights + thresholds + numbers + padding),
        folded_from: (origins.get(layer.name) ?? []).join(', '),
      };
      return [layer.name, metadata];
    }),
  );
}

/** Null where a layer multiplies nothing by weights. */
function weightBits({ binaryMacs, integerMacs, weightBits: stored }: LayerCost): number | null {
  if (binaryMacs > 0) return 1;
  if (integerMacs === 0) return null;
  return stored.int8 > 0 ? 8 : 32;
}

/** Keys of GGUF where it has them. source: undefined where the network was made in memory. */
export const sourceMetadata = (model: Model, source: SourceRecord | undefined): Metadata => ({
  'general.architecture': 'bitplane',
  'general.type': 'model',
  'general.name': model.name,
  ...(source === undefined ? {} : ofSource(source)),
});

const ofSource = ({ license, file, format, sha256, preprocessing }: SourceRecord): Metadata => ({
  ...(license === null ? {} : { 'general.license': license }),
  'general.source.file': file,
  'general.source.format': format,
  'general.source.hash': `sha256:${sha256}`,
  preprocessing,
});

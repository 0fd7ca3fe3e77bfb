// The exported graph in onnxruntime against the reference: opened up layer by layer, and as the user runs it.
import { ONNX_OUTPUT } from '../exporters/onnx';
import { describeDifference, firstBeyond, type Place } from './differences';
import { LayerRecords } from './layers/layer-records';
import { layersReport } from './layers/layers-report';
import { firstDifferentLayer, openLayers, recordLayers } from './onnx-layers';
import { openSession, runSession } from './onnx-session';
import { Comparison, skippedPair, type PairReport } from './pair';
import type { Progress } from './progress';
import type { ReferenceLogits } from './reference';
import type { Subject } from './subject';

/**
 * Every layer for the golden images: signs and sums to the bit, floats within the tolerance that was derived for them.
 */
export async function compareOnnxLayers(
  { model, onnx, goldenImages }: Subject,
  progress: Progress,
): Promise<PairReport> {
  const records = new LayerRecords(model);
  const layers = await openLayers(model, onnx);
  try {
    for (const [image, pixels] of goldenImages.entries()) {
      const place = { image, images: goldenImages.length, layers: model.layers.length };
      const onLayer = (layer: number): void => progress.at('layers of the ONNX file', { ...place, layer });
      onLayer(0);
      await recordLayers(layers, { model, pixels, image, onLayer }, records);
    }
  } finally {
    await layers.session.release();
  }
  return layersReport('ONNX layers = reference', goldenImages.length, records.reports());
}

const FLOATS_BEFORE_SIGNS =
  'signs or bytes are taken of what a convolution of floats gave, whose sums onnxruntime takes in another order: ' +
  'layers were compared one by one';

/**
 * The logits of the graph as it is, for all images, within their tolerance: so the class can only differ where the two
 * best logits are within twice of it. Skipped where there is no such tolerance. On a difference the opened graph shows
 * in which layer it starts.
 */
export async function compareOnnxLogits(
  subject: Subject,
  references: readonly ReferenceLogits[],
  progress: Progress,
): Promise<PairReport> {
  const pair = 'ONNX logits ≈ reference';
  if (references.some(({ tolerance }) => tolerance === Infinity)) return skippedPair(pair, FLOATS_BEFORE_SIGNS);
  const comparison = new Comparison(pair);
  const session = await openSession(subject.onnx);
  try {
    for (const [image, { image: pixels, logits, tolerance }] of references.entries()) {
      progress.at('scores of the ONNX file', { image, images: references.length });
      const got = (await runSession(session, pixels.data, subject.model.input)).get(ONNX_OUTPUT)!;
      const index = firstBeyond(logits, got, tolerance);
      if (index >= 0) {
        const there = { image, layer: ONNX_OUTPUT, index, expected: logits[index], got: got[index] };
        const scores = { height: 1, width: 1, channels: logits.length };
        const report = comparison.differsAt(there, scores);
        const place = await whereItBegins(subject, image);
        return place === null ? report : { ...report, place, difference: describeDifference(place) };
      }
      comparison.addImage();
      comparison.addTensor(got.length);
    }
    return comparison.agrees();
  } finally {
    await session.release();
  }
}

async function whereItBegins({ model, onnx, images }: Subject, image: number): Promise<Place | null> {
  const layers = await openLayers(model, onnx);
  try {
    return await firstDifferentLayer(layers, model, images[image], image);
  } finally {
    await layers.session.release();
  }
}

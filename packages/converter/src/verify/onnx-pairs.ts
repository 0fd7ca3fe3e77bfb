// The exported graph in onnxruntime against the reference: opened up layer by layer, and as the user runs it.
import { numElements } from '@bitplane/model';
import { ONNX_OUTPUT } from '../exporters/onnx';
import { describeDifference, firstBeyond, type Difference } from './differences';
import { firstDifferentLayer, openLayers } from './onnx-layers';
import { openSession, runSession } from './onnx-session';
import { Comparison, skippedPair, type PairReport } from './pair';
import type { ReferenceLogits } from './reference';
import type { Subject } from './subject';

/**
 * Every layer for the golden images: signs and sums to the bit, floats within the tolerance that was derived for them.
 */
export async function compareOnnxLayers({ model, onnx, goldenImages }: Subject): Promise<PairReport> {
  const comparison = new Comparison('ONNX layers = reference');
  const layers = await openLayers(model, onnx);
  try {
    for (const [index, image] of goldenImages.entries()) {
      const difference = await firstDifferentLayer(layers, model, image, index);
      if (difference !== null) return comparison.report(describeDifference(difference));
      comparison.addImage();
      for (const { name } of model.layers) comparison.addTensor(numElements(layers.types.get(name)!));
    }
    return comparison.report(null);
  } finally {
    await layers.session.release();
  }
}

const FLOATS_BEFORE_SIGNS =
  'signs or bytes are taken of what a convolution of floats gave, whose sums onnxruntime takes in another order: ' +
  'layers were compared one by one';

/**
 * The logits of the graph as it is, for all images, within their tolerance: so the class can only differ where the two
 * best logits are within twice of it. Skipped where there is no such tolerance. On a difference the opened graph shows
 * in which layer it starts.
 */
export async function compareOnnxLogits(subject: Subject, references: readonly ReferenceLogits[]): Promise<PairReport> {
  const pair = 'ONNX logits ≈ reference';
  if (references.some(({ tolerance }) => tolerance === Infinity)) return skippedPair(pair, FLOATS_BEFORE_SIGNS);
  const comparison = new Comparison(pair);
  const session = await openSession(subject.onnx);
  try {
    for (const [image, { image: pixels, logits, tolerance }] of references.entries()) {
      const got = (await runSession(session, pixels.data, subject.model.input)).get(ONNX_OUTPUT)!;
      const index = firstBeyond(logits, got, tolerance);
      if (index >= 0) {
        const there = { image, layer: ONNX_OUTPUT, index, expected: logits[index], got: got[index] };
        return comparison.report(describeDifference((await whereItBegins(subject, image)) ?? there));
      }
      comparison.addImage();
      comparison.addTensor(got.length);
    }
    return comparison.report(null);
  } finally {
    await session.release();
  }
}

async function whereItBegins({ model, onnx, images }: Subject, image: number): Promise<Difference | null> {
  const layers = await openLayers(model, onnx);
  try {
    return await firstDifferentLayer(layers, model, images[image], image);
  } finally {
    await layers.session.release();
  }
}

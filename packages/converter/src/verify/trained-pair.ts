// The export against the trained network that it was made from.
import type { Model } from '@bitplane/model';
import { describeDifference, firstOtherBits } from './differences';
import { Comparison, type PairReport } from './pair';
import { referenceTensors } from './reference';
import type { Subject } from './subject';

/**
 * Converts anew, and compares every tensor that both networks have, every bit: an export of an earlier training
 * differs.
 */
export function compareTrained({ model, images }: Subject, converted: Model): PairReport {
  const comparison = new Comparison('trained network = export');
  const expectedLayers = converted.layers.map(({ name }) => name).join(', ');
  const layers = model.layers.map(({ name }) => name).join(', ');
  if (layers !== expectedLayers) return comparison.report(`expected the layers ${expectedLayers}, got ${layers}`);
  for (const [index, image] of images.entries()) {
    comparison.addImage();
    const tensors = referenceTensors(model, image);
    for (const [layer, { data: expected }] of referenceTensors(converted, image)) {
      const got = tensors.get(layer)?.data ?? [];
      const place = firstOtherBits(expected, got);
      if (place >= 0) {
        const found = { image: index, layer, index: place, expected: expected[place], got: got[place] };
        return comparison.report(describeDifference(found));
      }
      comparison.addTensor(expected.length);
    }
  }
  return comparison.report(null);
}

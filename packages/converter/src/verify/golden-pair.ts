// The reference interpreter against the golden vectors that an earlier run left.
import { BitplaneError, makeGolden } from '@bitplane/model';
import { firstOtherBits } from './differences';
import { Comparison, type PairReport } from './pair';
import type { Progress } from './progress';
import type { Subject } from './subject';

/** The images were taken from the vectors themselves. */
const INPUT_TENSOR = 0;

/** Every stored output, every bit. Throws E_FILE if the vectors were made from another model. */
export function compareGolden(
  { model, modelFile, golden, goldenFile, goldenImages }: Subject,
  progress: Progress,
): PairReport {
  const comparison = new Comparison('reference = golden vectors');
  const again = makeGolden(model, goldenImages, (image) =>
    progress.at('golden vectors', { image, images: goldenImages.length }),
  );
  if (again.modelChecksum !== golden.modelChecksum) {
    const message = `${goldenFile}: expected vectors made from ${modelFile}, got those of another model; run the export again`;
    throw new BitplaneError('E_FILE', message);
  }
  for (const [image, tensors] of again.images.entries()) {
    comparison.addImage();
    for (const [k, { data: got }] of tensors.entries()) {
      if (k === INPUT_TENSOR) continue;
      const layer = again.tensors[k].name;
      const expected = golden.images[image][k]?.data ?? [];
      const index = firstOtherBits(expected, got);
      if (index >= 0) {
        const found = { image, layer, index, expected: expected[index], got: got[index] };
        return comparison.differsAt(found, again.tensors[k]);
      }
      comparison.addTensor(got.length);
    }
  }
  return comparison.agrees();
}

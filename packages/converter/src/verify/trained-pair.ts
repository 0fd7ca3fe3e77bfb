// The export against the trained network that it was made from.
import { readWhole } from '@bitplane/cli';
import { inferTypes, numElements, writeModel, type Model, type TensorOf } from '@bitplane/model';
import { firstOtherBits, type Difference } from './differences';
import { Comparison, type PairReport } from './pair';
import type { Progress } from './progress';
import { referenceTensors } from './reference';
import type { Subject } from './subject';

/**
 * Of a network that was converted anew every tensor, every bit: an export of an earlier training differs. What is the
 * same file need not be run.
 */
export function compareTrained(
  { model, modelFile, images }: Subject,
  converted: Model,
  progress: Progress,
): PairReport {
  const comparison = new Comparison('trained network = export');
  const expectedLayers = converted.layers.map(({ name }) => name).join(', ');
  const layers = model.layers.map(({ name }) => name).join(', ');
  if (layers !== expectedLayers) return comparison.differs(`expected the layers ${expectedLayers}, got ${layers}`);
  const types = inferTypes(model);
  const isSame = Buffer.from(writeModel(converted)).equals(readWhole(modelFile));
  for (const [index, image] of images.entries()) {
    progress.at('trained network', { image: index, images: images.length });
    comparison.addImage();
    const found = isSame ? null : firstOther({ model, converted }, image, index);
    if (found !== null) return comparison.differsAt(found, types.get(found.layer)!);
    for (const { name } of model.layers) comparison.addTensor(numElements(types.get(name)!));
  }
  return comparison.agrees();
}

interface Both {
  readonly model: Model;
  readonly converted: Model;
}

function firstOther({ model, converted }: Both, image: TensorOf<'uint8'>, index: number): Difference | null {
  const tensors = referenceTensors(model, image);
  for (const [layer, { data: expected }] of referenceTensors(converted, image)) {
    const got = tensors.get(layer)!.data;
    const place = firstOtherBits(expected, got);
    if (place >= 0) return { image: index, layer, index: place, expected: expected[place], got: got[place] };
  }
  return null;
}

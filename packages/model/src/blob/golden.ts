// Golden vectors: what the interpreter makes of some images, for all other implementations to reproduce.
import { INPUT, type Model } from '../graph';
import { run } from '../interpreter';
import type { TensorOf } from '../tensor';
import { CHECKSUM_OFFSET } from './constants';
import { viewOf } from './envelope';
import { isStored, type StoredTensor, type StoredType } from './tensor-bytes';
import { writeModel } from './write';

export type NamedType = StoredType & { readonly name: string };

export interface Golden {
  /** The checksum field of the .bpm file that they belong to. */
  readonly modelChecksum: number;
  /** `input`, then the layers' outputs in bits or float32, in order. */
  readonly tensors: readonly NamedType[];
  /** For each image, one tensor for each of `tensors`. */
  readonly images: readonly (readonly StoredTensor[])[];
}

/**
 * Runs a model on images, uint8 [height, width, channels], at least one; `onImage` is called before each. Throws what
 * writeModel and run throw.
 */
export function makeGolden(
  model: Model,
  images: readonly TensorOf<'uint8'>[],
  onImage: (index: number) => void = () => undefined,
): Golden {
  const modelChecksum = viewOf(writeModel(model)).getUint32(CHECKSUM_OFFSET, true);
  const outputs = images.map((image, index) => {
    onImage(index);
    return namedOutputs(model, image);
  });
  const tensors = outputs[0].map(({ name, tensor: { element, height, width, channels } }) => ({
    name,
    element,
    height,
    width,
    channels,
  }));
  return { modelChecksum, tensors, images: outputs.map((named) => named.map(({ tensor }) => tensor)) };
}

interface NamedTensor {
  readonly name: string;
  readonly tensor: StoredTensor;
}

/** Accumulators are left out: a runtime never has to make them. */
function namedOutputs(model: Model, image: TensorOf<'uint8'>): NamedTensor[] {
  const outputs: NamedTensor[] = [{ name: INPUT, tensor: image }];
  run(model, image, ({ name }, tensor) => {
    if (isStored(tensor) && tensor.element !== 'int32') outputs.push({ name, tensor });
  });
  return outputs;
}

// What a network's binary layers see: signs of their inputs over a fixed batch.
import * as tf from '@tensorflow/tfjs';
import type { LabelledImages } from '@bitplane/data';
import { batchesForLooking, makeBatch } from '../data/images';
import type { KernelLayer } from '../layers';

const NUM_IMAGES = 200;

export interface ActivationSigns {
  /** Share of the inputs that are quantized to +1. */
  readonly activationsPlus: number;
  readonly channels: number;
  /** Channels whose sign is the same at every place of every image: they carry nothing. */
  readonly deadChannels: number;
}

/** Looks at the first images of a set, as they are; one entry a layer. Layers: of `model` or of models in it. */
export function lookAtActivations(
  model: tf.LayersModel,
  layers: readonly KernelLayer[],
  images: LabelledImages,
): ActivationSigns[] {
  if (layers.length === 0) return [];
  const count = Math.min(NUM_IMAGES, images.count);
  const counts = new Map<KernelLayer, SignCounts>();
  const seen = new Map<KernelLayer, SignCounts>();
  for (const layer of layers) layer.watchInput = (x) => seen.set(layer, countSigns(shifted(layer, x)));
  try {
    for (const indices of batchesForLooking(images, count)) {
      tf.tidy(() => void model.apply(makeBatch(images, indices).images, { training: false }));
      for (const [layer, more] of seen) counts.set(layer, addCounts(counts.get(layer), more));
    }
  } finally {
    for (const layer of layers) layer.watchInput = null;
  }
  return layers.map((layer) => describeSigns(counts.get(layer)!));
}

/** What a learned shift leaves: the only quantizer whose sign is not that of its input. */
function shifted(layer: KernelLayer, x: tf.Tensor): tf.Tensor {
  const shift = layer.weights.find(({ originalName }) => originalName.endsWith('/input_shift'));
  return shift === undefined ? x : x.sub(shift.read());
}

interface SignCounts {
  /** Per channel. */
  readonly minus: Int32Array;
  /** Values per channel. */
  readonly places: number;
}

function countSigns(x: tf.Tensor): SignCounts {
  const channels = x.shape[x.rank - 1];
  const places = x.size / channels;
  return { minus: x.less(0).cast<tf.Tensor>('int32').reshape([places, channels]).sum(0).dataSync<'int32'>(), places };
}

const addCounts = (before: SignCounts | undefined, { minus, places }: SignCounts): SignCounts =>
  before === undefined
    ? { minus, places }
    : { minus: before.minus.map((count, c) => count + minus[c]), places: before.places + places };

const describeSigns = ({ minus, places }: SignCounts): ActivationSigns => ({
  activationsPlus: 1 - minus.reduce((sum, count) => sum + count, 0) / (places * minus.length),
  channels: minus.length,
  deadChannels: minus.filter((count) => count === 0 || count === places).length,
});

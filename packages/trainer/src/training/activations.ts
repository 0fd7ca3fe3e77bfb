// What a network's binary layers see: signs of their inputs over a fixed batch.
import * as tf from '@tensorflow/tfjs';
import type { LabelledImages } from '@bitplane/data';
import { makeBatch } from '../data/images';
import type { KernelLayer } from '../layers';

const NUM_IMAGES = 200;

export interface ActivationSigns {
  /** Share of the inputs that are quantized to +1. */
  readonly activationsPlus: number;
  readonly channels: number;
  /** Channels whose sign is the same at every place of every image: they carry nothing. */
  readonly deadChannels: number;
}

/** Looks at the first images of a set, as they are; one entry a layer. Layers: of `model`, with one input each. */
export function lookAtActivations(
  model: tf.LayersModel,
  layers: readonly KernelLayer[],
  images: LabelledImages,
): ActivationSigns[] {
  if (layers.length === 0) return [];
  const count = Math.min(NUM_IMAGES, images.count);
  let signs: ActivationSigns[] = [];
  tf.tidy(() => {
    const batch = makeBatch(
      images,
      Uint32Array.from({ length: count }, (_, i) => i),
    );
    const inputs = layers.map((layer) => layer.inboundNodes[0].inputTensors[0]);
    const seen = [tf.model({ inputs: model.inputs, outputs: inputs }).predict(batch.images)].flat();
    signs = layers.map((layer, i) => countSigns(shifted(layer, seen[i])));
  });
  return signs;
}

/** What a learned shift leaves: the only quantizer whose sign is not that of its input. */
function shifted(layer: KernelLayer, x: tf.Tensor): tf.Tensor {
  const shift = layer.weights.find(({ originalName }) => originalName.endsWith('/input_shift'));
  return shift === undefined ? x : x.sub(shift.read());
}

function countSigns(x: tf.Tensor): ActivationSigns {
  const channels = x.shape[x.rank - 1];
  const places = x.size / channels;
  const minus = x.less(0).cast<tf.Tensor>('int32').reshape([places, channels]).sum(0).dataSync<'int32'>();
  return {
    activationsPlus: 1 - minus.reduce((sum, count) => sum + count, 0) / x.size,
    channels,
    deadChannels: minus.filter((count) => count === 0 || count === places).length,
  };
}

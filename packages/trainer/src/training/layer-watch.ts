// The binary layers of a network over a run: signs of weights and activations.
import type * as tf from '@tensorflow/tfjs';
import { KernelLayer } from '../layers';
import { allLayers } from '../networks/all-layers';
import { lookAtActivations } from './activations';
import type { LayerSigns, Position } from './history';
import type { TrainingPlan } from './plan';
import { watchSigns } from './signs';

export interface LayerWatch {
  /** After each update. */
  onStep(): void;
  finishEpoch(): LayerSigns[];
}

/** Goes on from the position's signs, and keeps its state there. */
export function watchBinaryLayers(
  model: tf.LayersModel,
  { train, validation, batchSize }: Pick<TrainingPlan, 'train' | 'validation' | 'batchSize'>,
  position: Position,
): LayerWatch {
  const layers = allLayers(model).filter(
    (layer): layer is KernelLayer => layer instanceof KernelLayer && layer.latentWeights.length > 0,
  );
  const weights = layers.map((layer) => layer.latentWeights[0].read() as tf.Variable);
  const watch = watchSigns(weights, position.signs);
  position.signs = watch.state;
  return {
    onStep: () => watch.onStep(),
    finishEpoch() {
      const ofWeights = watch.finishEpoch(Math.ceil(train.count / batchSize));
      const ofActivations = lookAtActivations(model, layers, validation ?? train);
      return layers.map(({ name }, i) => ({ layer: name, ...ofWeights[i], ...ofActivations[i] }));
    },
  };
}

import type { Importing } from '../graph/importing';
import type { Value } from '../graph/node-source';
import { mapActivation } from '../values/map-activation';
import { alongChannels, channelNumbers } from './channel-numbers';
import type { NodeKinds } from './node-kind';

/** With the statistics that training collected: (x − mean)/sqrt(variance + epsilon)·gamma + beta. */
function batchNormalization(importing: Importing): Value {
  const { source } = importing;
  if (source.int('training_mode', 0) !== 0)
    source.reject('training_mode 0', 1, 'export the network after model.eval()');
  const activation = source.activation(0);
  const rank = activation.view.length;
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map(
    (index) => channelNumbers(source, alongChannels(source.constant(index), rank), activation).values,
  );
  const epsilon = source.float('epsilon', 1e-5);
  return mapActivation(importing, activation, {
    apply: (x, c) => {
      const scale = Math.fround(gamma[c] / Math.fround(Math.sqrt(variance[c] + epsilon)));
      return Math.fround(Math.fround((x - mean[c]) * scale) + beta[c]);
    },
    isPerChannel: true,
    layers: (name, input) => [{ kind: 'batch-norm', name, inputs: [input], gamma, beta, mean, variance, epsilon }],
  });
}

export const BATCH_NORMALIZATION: NodeKinds = [
  [
    'BatchNormalization',
    { importNode: batchNormalization, attributes: ['epsilon', 'momentum', 'training_mode', 'spatial'] },
  ],
];

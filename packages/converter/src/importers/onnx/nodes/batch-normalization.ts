import { affineLayer } from '@bitplane/model';
import type { Importing } from '../graph/importing';
import type { Value } from '../graph/node-source';
import { mapActivation } from '../values/map-activation';
import { alongChannels, channelNumbers } from './channel-numbers';
import type { NodeKinds } from './node-kind';

/**
 * With the statistics that training collected: (x − mean)/sqrt(variance + epsilon)·gamma + beta, as scale·x + offset in
 * float32 with every rounding of onnxruntime's.
 */
function batchNormalization(importing: Importing): Value {
  const { source } = importing;
  if (source.int('training_mode', 0) !== 0)
    source.reject('training_mode 0', 1, 'export the network after model.eval()');
  const activation = source.activation(0);
  const rank = activation.view.length;
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map(
    (index) => channelNumbers(source, alongChannels(source.constant(index), rank), activation).values,
  );
  const epsilon = Math.fround(source.float('epsilon', 1e-5));
  const index = variance.findIndex((each) => !(Math.fround(each + epsilon) > 0));
  if (index >= 0) source.reject('variances above 0', variance[index], 'train again, or replace the variance');
  const scale = gamma.map((each, c) => Math.fround(each * inverseRoot(Math.fround(variance[c] + epsilon))));
  const offset = beta.map((each, c) => Math.fround(each - Math.fround(mean[c] * scale[c])));
  return mapActivation(importing, activation, {
    apply: (x, c) => Math.fround(Math.fround(x * scale[c]) + offset[c]),
    isPerChannel: true,
    layers: (name, input) => [affineLayer(name, input, { scale, offset })],
  });
}

const inverseRoot = (x: number): number => Math.fround(1 / Math.fround(Math.sqrt(x)));

export const BATCH_NORMALIZATION: NodeKinds = [
  [
    'BatchNormalization',
    { importNode: batchNormalization, attributes: ['epsilon', 'momentum', 'training_mode', 'spatial'] },
  ],
];

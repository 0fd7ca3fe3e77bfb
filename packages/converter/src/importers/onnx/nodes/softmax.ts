import type { Importing } from '../graph/importing';
import type { Value } from '../graph/node-source';
import type { NodeKinds } from './node-kind';

/** The last node of many networks: the scores have the same order without it. */
function softmax({ source, isLast, note }: Importing): Value {
  const activation = source.activation(0);
  if (!isLast)
    source.reject(`${source.op} at the end of the network`, 'nodes after it', 'use Relu, PRelu or Clip there');
  note(`${source.op} at the end is left out: the scores have the same order without it`);
  return activation;
}

export const SOFTMAX: NodeKinds = [
  ['Softmax', { importNode: softmax, attributes: ['axis'] }],
  ['LogSoftmax', { importNode: softmax, attributes: ['axis'] }],
];

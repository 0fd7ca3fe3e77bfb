import { pairwise } from '../../lowering/pairwise';
import type { Importing } from '../graph/importing';
import type { Value } from '../graph/node-source';
import { numbersOf } from '../lower/numbers';
import { inFileOrder } from '../lower/pick-channels';
import type { Activation, Content, Real } from '../values/activation';
import { batchOf, isInOrder, viewDims } from '../values/view';
import { imageOf } from './convolution';
import { requireUnpadded, type NodeKinds } from './node-kind';
import { requireImage } from './window';

/** Channels side by side. One step function of all is that function of the numbers side by side. */
function concat(importing: Importing): Value {
  const { source, layers, name } = importing;
  const parts = source.inputs.map((_, index) =>
    inFileOrder(importing, requireUnpadded(source, source.activation(index))),
  );
  const rank = parts[0].view.length;
  const axis = source.int('axis', 1);
  if (axis !== 1 && axis !== 1 - rank) source.reject('axis 1, the channels', axis, 'put channels beside each other');
  for (const part of parts) {
    const isPlain = rank === 2 ? part.shape.height * part.shape.width === 1 : isInOrder(requireImage(source, part));
    if (!isPlain)
      source.reject(
        'images with channels in their order',
        `[${viewDims(part.view).join()}]`,
        'shuffle or flatten after it',
      );
  }
  const shared = sharedSteps(parts.map(({ content }) => content));
  const numbers = parts.map(
    (part) => (shared === null ? numbersOf(importing, part) : (part.content as { of: Real }).of).layer,
  );
  if (numbers.length === 1) return parts[0];
  const layer = layers.add(...pairwise(name, numbers, (each, inputs) => ({ kind: 'concat', name: each, inputs })));
  const image = imageOf(importing, layer, batchOf(parts[0].view));
  const joined: Activation = { ...image, view: image.view.slice(0, rank) };
  return shared === null ? joined : { ...joined, content: { ...shared, of: image.content as Real } };
}

/** The steps that all take, of bounds that are those of every channel. */
function sharedSteps(contents: readonly Content[]): Extract<Content, { type: 'steps' }> | null {
  const [first] = contents;
  if (first.type !== 'steps' || first.bounds.length > 1) return null;
  const isShared = contents.every(
    (content) =>
      content.type === 'steps' &&
      content.bounds.length === 1 &&
      content.bounds[0].join() === first.bounds[0].join() &&
      content.values.join() === first.values.join(),
  );
  return isShared ? first : null;
}

export const CONCAT: NodeKinds = [['Concat', { importNode: concat, attributes: ['axis'] }]];

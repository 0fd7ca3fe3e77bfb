import type { Importing } from '../graph/importing';
import type { Value } from '../graph/node-source';
import { requireUnpadded, type NodeKinds } from './node-kind';
import { requireImage } from './window';

/** Pixels around the image: they become padding of the convolution or pooling that reads them. */
function pad(importing: Importing): Value {
  const { source } = importing;
  const activation = requireUnpadded(source, source.activation(0));
  requireImage(source, activation);
  const mode = source.string('mode', 'constant');
  if (mode !== 'constant') source.reject('mode constant', mode, 'pad with 0, or signs with -1 or 1');
  const given = source.intList('pads', 1) ?? source.reject('pads', 'none');
  const axes =
    source.inputs[3] === undefined
      ? [0, 1, 2, 3]
      : Array.from(source.constant(3).data, (axis) => (axis < 0 ? axis + 4 : axis));
  const at = (axis: number, isEnd: boolean): number => {
    const place = axes.indexOf(axis);
    return place < 0 ? 0 : (given[place + (isEnd ? axes.length : 0)] ?? 0);
  };
  const around = [0, 1].flatMap((axis) => [at(axis, false), at(axis, true)]);
  if (given.length !== 2 * axes.length || around.some((each) => each !== 0) || given.some((each) => !(each >= 0)))
    source.reject(
      'pads of 0 or more on rows and columns only',
      `[${given.join()}]`,
      'pad no channels, and crop nothing',
    );
  const padding = { top: at(2, false), left: at(3, false), bottom: at(2, true), right: at(3, true) };
  const value = source.inputs[2] === undefined ? source.float('value', 0) : source.anyConstant(2).data[0];
  if (Object.values(padding).every((each) => each === 0)) return activation;
  return { ...activation, pads: { padding, value } };
}

export const PAD: NodeKinds = [['Pad', { importNode: pad, attributes: ['mode', 'pads', 'value'] }]];

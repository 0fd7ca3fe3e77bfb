// CONCATENATION of channels.
import type { Layer } from '@bitplane/model';
import { pairwise } from '../../lowering/pairwise';
import { CONCATENATION_OPTIONS } from '../file/schema';
import { sizeOf, type OperatorSource } from '../operator-source';
import { numbersOf } from '../values/forms';
import { produced } from '../values/produce';
import { valueOf, type Value } from '../values/value';
import { activationSteps } from './activation';
import { chain } from './chain';
import { shapeOf } from './convolution';

/** More than two images one after the other. Signs stay signs where all are. */
export function importConcatenation(source: OperatorSource): Value {
  const values = Array.from({ length: source.numInputs }, (_, index) => source.image(index));
  const rank = source.output.dims.length;
  const axis = source.int32(CONCATENATION_OPTIONS.axis);
  if (axis !== -1 && axis !== rank - 1) source.reject(`a concatenation of channels, axis ${rank - 1}`, `axis ${axis}`);
  const [first] = values;
  const other = values.find(({ shape }) => shape.height !== first.shape.height || shape.width !== first.shape.width);
  if (other !== undefined) {
    const got = `${sizeOf(first.shape)} and ${sizeOf(other.shape)}`;
    source.reject('images of one height and width', got, undefined, 'E_SHAPE');
  }
  const activation = activationSteps(source, source.activation(CONCATENATION_OPTIONS.activation));
  if (source.output.type === 'INT32') {
    // Packed words can be put side by side where no bits are left over between them.
    const ragged = values
      .slice(0, -1)
      .find(({ shape, forms }) => shape.channels % 32 !== 0 || forms.bits === undefined);
    if (ragged !== undefined) source.reject('packed signs in whole words of 32 channels', sizeOf(ragged.shape));
    const bits = join(
      source,
      source.name,
      values.map(({ forms }) => forms.bits!),
    );
    return valueOf({ name: source.name, shape: shapeOf(source, bits), forms: { bits } });
  }
  const name = activation.length === 0 ? source.name : `${source.name}/all`;
  const all = join(
    source,
    name,
    values.map((value) => numbersOf(source.net, value)),
  );
  const numbers = chain(source, all, activation);
  return produced(source, numbers, shapeOf(source, numbers));
}

const join = (source: OperatorSource, name: string, tensors: readonly string[]): string =>
  source.net.addAll(pairwise(name, tensors, (each, inputs): Layer => ({ kind: 'concat', name: each, inputs }))) ??
  tensors[0];

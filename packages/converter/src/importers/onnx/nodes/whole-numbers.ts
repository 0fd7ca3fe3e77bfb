// Remainders and tables of whole numbers.
import type { Importing } from '../graph/importing';
import type { Value } from '../graph/node-source';
import { uniformValue } from '../values/constant';
import { mapActivation } from '../values/map-activation';
import type { NodeKinds } from './node-kind';

/** By one constant; with fmod the remainder has the sign of the activation, without that of the divisor. */
function mod(importing: Importing): Value {
  const { source } = importing;
  const divisor = uniformValue(source.constant(1)) ?? source.reject('one divisor', 'several');
  if (divisor === 0) source.reject('a divisor other than 0', 0);
  const isFmod = source.int('fmod', 0) === 1;
  return mapActivation(importing, source.activation(0), {
    apply: (x) => (isFmod ? x % divisor : x - divisor * Math.floor(x / divisor)),
    isPerChannel: false,
    layers: () => source.reject('a remainder of levels or of the image', 'numbers', 'quantise them before'),
  });
}

/** A list of numbers with the activation as its index: any function of levels or bytes. */
export function lookUp(importing: Importing): Value {
  const { source } = importing;
  const { data, dims } = source.constant(0);
  if (dims.length !== 1) source.reject('a list', `[${dims.join()}]`);
  return mapActivation(importing, source.activation(1), {
    apply: (x) => {
      const place = x < 0 ? x + data.length : x;
      if (Number.isInteger(place) && place >= 0 && place < data.length) return data[place];
      return source.reject(`an index into ${data.length} numbers`, x);
    },
    isPerChannel: false,
    layers: () => source.reject('levels or bytes of the image as indices', 'numbers', 'quantise them before'),
  });
}

export const MOD: NodeKinds = [['Mod', { importNode: mod, attributes: ['fmod'] }]];

// Signs and comparisons: the idioms of the straight-through sign are made of these.
import type { Importing } from '../graph/importing';
import type { Value } from '../graph/node-source';
import { elementOfCode, isFloatElement, uniformValue } from '../values/constant';
import { nextFloat32 } from '../values/float32-order';
import { mapActivation, stepActivation } from '../values/map-activation';
import { channelNumbers } from './channel-numbers';
import type { NodeKind, NodeKinds } from './node-kind';

/** ONNX's: 0 at 0. */
const sign = (importing: Importing): Value =>
  stepActivation(importing, importing.source.activation(0), {
    bounds: [Float64Array.of(0, nextFloat32(0))],
    values: Float64Array.of(-1, 0, 1),
    grid: null,
  });

interface Comparison {
  /** Below the constant, at it, above it. */
  readonly values: readonly [number, number, number];
}

/** activation ∘ constant; the other way round below and above change places. */
const compare = ({ values: [below, at, above] }: Comparison): NodeKind => ({
  importNode: (importing) => {
    const { source } = importing;
    const isLeft = source.input(0).type === 'constant';
    const activation = source.activation(isLeft ? 1 : 0);
    const numbers = channelNumbers(source, source.constant(isLeft ? 0 : 1), activation);
    const lists = Array.from(numbers.values, (value) => Float64Array.of(value, nextFloat32(value)));
    return stepActivation(importing, activation, {
      bounds: numbers.isPerChannel ? lists : lists.slice(0, 1),
      values: isLeft ? Float64Array.of(above, at, below) : Float64Array.of(below, at, above),
      grid: null,
    });
  },
  attributes: [],
});

/** Of two numbers one, by a comparison of the activation with a constant. */
function where(importing: Importing): Value {
  const { source } = importing;
  const [yes, no] = [1, 2].map((index) => {
    const value = source.inputs[index];
    const number = value?.type === 'constant' ? uniformValue(value) : null;
    return (
      number ??
      source.reject(
        `input ${index + 1} to be one constant number`,
        'several, or an activation',
        'use PRelu, Clip or Sign',
      )
    );
  });
  return mapActivation(importing, source.activation(0), {
    apply: (x) => (x !== 0 ? yes : no),
    isPerChannel: false,
    layers: () => source.reject('a comparison with a constant as its condition', 'numbers'),
  });
}

function cast(importing: Importing): Value {
  const { source } = importing;
  const code = source.int('to', 0);
  const element = elementOfCode(code) ?? source.reject('a cast to numbers', `type ${code}`);
  const activation = source.activation(0);
  if (isFloatElement(element)) return activation;
  return mapActivation(importing, activation, {
    apply: element === 'bool' ? (x) => (x !== 0 ? 1 : 0) : Math.trunc,
    isPerChannel: false,
    layers: () => source.reject('a cast of signs, levels or the image', 'numbers', 'quantise them before'),
  });
}

const not = (importing: Importing): Value =>
  mapActivation(importing, importing.source.activation(0), {
    apply: (x) => (x === 0 ? 1 : 0),
    isPerChannel: false,
    layers: () => importing.source.reject('a comparison', 'numbers'),
  });

export const SIGNS: NodeKinds = [
  ['Sign', { importNode: sign, attributes: [] }],
  ['Greater', compare({ values: [0, 0, 1] })],
  ['GreaterOrEqual', compare({ values: [0, 1, 1] })],
  ['Less', compare({ values: [1, 0, 0] })],
  ['LessOrEqual', compare({ values: [1, 1, 0] })],
  ['Equal', compare({ values: [0, 1, 0] })],
  ['Where', { importNode: where, attributes: [] }],
  ['Cast', { importNode: cast, attributes: ['to', 'saturate', 'round_mode'] }],
  ['Not', { importNode: not, attributes: [] }],
];

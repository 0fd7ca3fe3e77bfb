// Sums, differences, products and quotients.
import { affineLayer, type Layer } from '@bitplane/model';
import type { Importing } from '../graph/importing';
import type { Value } from '../graph/node-source';
import { numbersOf } from '../lower/numbers';
import { inFileOrder } from '../lower/pick-channels';
import type { Activation } from '../values/activation';
import { isSameView } from '../values/broadcast';
import { mapActivation } from '../values/map-activation';
import { viewDims } from '../values/view';
import { channelNumbers, type ChannelNumbers } from './channel-numbers';
import { requireUnpadded, type NodeKind, type NodeKinds } from './node-kind';

interface Affine {
  readonly scale?: Float64Array;
  readonly offset?: Float64Array;
}

interface Operation {
  /** activation ∘ constant */
  readonly right: (x: number, k: number) => number;
  /** constant ∘ activation */
  readonly left: (k: number, x: number) => number;
  readonly rightParts: (numbers: Float64Array) => Affine;
  /** Null where no scale and offset are that function. */
  readonly leftParts: (numbers: Float64Array) => Affine | null;
  /** What to say where the scale is not exactly the function. */
  readonly note?: (numbers: Float64Array) => string | null;
}

function withConstant(importing: Importing, { right, left, rightParts, leftParts, note }: Operation): Value {
  const { source } = importing;
  const isLeft = source.input(0).type === 'constant';
  const activation = source.activation(isLeft ? 1 : 0);
  const numbers: ChannelNumbers = channelNumbers(source, source.constant(isLeft ? 0 : 1), activation);
  const { values, isPerChannel } = numbers;
  const parts = isLeft ? leftParts(values) : rightParts(values);
  return mapActivation(importing, activation, {
    apply: isLeft ? (x, c) => Math.fround(left(values[c], x)) : (x, c) => Math.fround(right(x, values[c])),
    isPerChannel,
    isRising: parts !== null && (parts.scale ?? values).every((each) => parts.scale === undefined || each > 0),
    layers: (name, input) => {
      const text = note?.(values) ?? null;
      if (text !== null) importing.note(text);
      return [
        affineLayer(
          name,
          input,
          parts ?? source.reject('a constant divisor', 'an activation', 'divide by a constant, or leave the node out'),
        ),
      ];
    },
  });
}

const hasConstant = ({ source }: Importing): boolean =>
  source.input(0).type === 'constant' || source.input(1).type === 'constant';

const negated = (values: Float64Array): Float64Array => values.map((value) => -value);
const minusOnes = (values: Float64Array): Float64Array => new Float64Array(values.length).fill(-1);

const ADD: Operation = {
  right: (x, k) => x + k,
  left: (k, x) => k + x,
  rightParts: (offset) => ({ offset }),
  leftParts: (offset) => ({ offset }),
};

const SUB: Operation = {
  right: (x, k) => x - k,
  left: (k, x) => k - x,
  rightParts: (values) => ({ offset: negated(values) }),
  leftParts: (offset) => ({ scale: minusOnes(offset), offset }),
};

const MUL: Operation = {
  right: (x, k) => x * k,
  left: (k, x) => k * x,
  rightParts: (scale) => ({ scale }),
  leftParts: (scale) => ({ scale }),
};

const DIV: Operation = {
  right: (x, k) => x / k,
  left: (k, x) => k / x,
  rightParts: (values) => ({ scale: values.map((value) => 1 / value) }),
  leftParts: () => null,
  note: (values) =>
    values.every((value) => Math.fround(1 / value) * value === 1)
      ? null
      : 'a division by a constant is a product with its reciprocal here: a score may differ in its last bit',
};

/** a + b, or a − b, of two activations under one view. */
function combine(importing: Importing, sign: 1 | -1): Activation {
  const { source, layers, name } = importing;
  const [first, second] = [0, 1].map((index) => requireUnpadded(source, source.activation(index)));
  const isShuffled = !isSameView(first.view, second.view);
  const [a, b] = [first, second].map((each) => (isShuffled ? inFileOrder(importing, each) : each));
  const [shapes, dims] = [
    [a.shape, b.shape],
    [viewDims(a.view).join(), viewDims(b.view).join()],
  ];
  const [firstShape, secondShape] = shapes.map(({ height, width, channels }) => `${height}×${width}×${channels}`);
  if (firstShape !== secondShape || !isSameView(a.view, b.view))
    source.reject('two activations of one shape', `[${dims[0]}] and [${dims[1]}]`, 'bring both to one shape before');
  const [left, right] = [numbersOf(importing, a).layer, numbersOf(importing, b).layer];
  const added: Layer[] = [];
  let other = right;
  if (sign === -1) {
    other = layers.freeName(`${name}/negated`);
    added.push(affineLayer(other, right, { scale: new Float64Array(a.shape.channels).fill(-1) }));
  }
  added.push({ kind: 'add', name, inputs: [left, other], element: 'float64' });
  return { ...a, content: { type: 'real', layer: layers.add(...added) } };
}

const gate = ({ source }: Importing): Value =>
  source.reject(
    'one operand that does not depend on the image',
    'two activations',
    'leave the gate out, or multiply by a learned factor for each channel',
  );

const nodeOf = (operation: Operation, ofTwo: (importing: Importing) => Value): NodeKind => ({
  importNode: (importing) => (hasConstant(importing) ? withConstant(importing, operation) : ofTwo(importing)),
  attributes: [],
});

const negate: NodeKind = {
  importNode: (importing) =>
    mapActivation(importing, importing.source.activation(0), {
      apply: (x) => -x,
      isPerChannel: false,
      layers: (name, input, { channels }) => [affineLayer(name, input, { scale: new Float64Array(channels).fill(-1) })],
    }),
  attributes: [],
};

export const ARITHMETIC: NodeKinds = [
  ['Add', nodeOf(ADD, (importing) => combine(importing, 1))],
  ['Sub', nodeOf(SUB, (importing) => combine(importing, -1))],
  ['Mul', nodeOf(MUL, gate)],
  ['Div', nodeOf(DIV, gate)],
  ['Neg', negate],
];

// ADD, SUB, MUL and DIV: with a constant, or of two images.
import { affineLayer, type Add, type Affine, type Layer } from '@bitplane/model';
import { ARITHMETIC_OPTIONS } from '../file/schema';
import { sizeOf, type OperatorSource } from '../operator-source';
import { numbersOf } from '../values/forms';
import { elementwise } from '../values/produce';
import type { Value } from '../values/value';
import { activationSteps } from './activation';
import { chain, type Step } from './chain';
import { channelNumbers } from './channel-numbers';

type Parts = Pick<Affine, 'scale' | 'offset'>;

/**
 * What an operator does with an image x and numbers c of its channels, on either side; null where no scale and offset
 * do it.
 */
export interface Arithmetic {
  /** x ∘ c */
  readonly before: (numbers: Float64Array) => Parts;
  /** c ∘ x */
  readonly after: ((numbers: Float64Array) => Parts) | null;
  /** Of the second image, as a scale, before both are added; null where two images cannot be joined. */
  readonly sign: 1 | -1 | null;
}

const offset = (numbers: Float64Array): Parts => ({ scale: null, offset: numbers });
const scale = (numbers: Float64Array): Parts => ({ scale: numbers, offset: null });

export const ADD: Arithmetic = { before: offset, after: offset, sign: 1 };
export const SUB: Arithmetic = {
  before: (numbers) => offset(numbers.map((value) => -value)),
  after: (numbers) => ({ scale: numbers.map(() => -1), offset: numbers }),
  sign: -1,
};
export const MUL: Arithmetic = { before: scale, after: scale, sign: null };
export const DIV: Arithmetic = {
  before: (numbers) => scale(numbers.map((value) => 1 / value)),
  after: null,
  sign: null,
};

export const importArithmetic =
  (arithmetic: Arithmetic) =>
  (source: OperatorSource): Value => {
    const activation = activationSteps(source, source.activation(ARITHMETIC_OPTIONS.activation));
    const constant = [0, 1].find((index) => source.isConstant(index));
    const steps = constant === undefined ? joined(source, arithmetic) : [channelwise(source, arithmetic, constant)];
    const input = source.value(constant === 0 ? 1 : 0);
    return elementwise(source, input, chain(source, numbersOf(source.net, input), [...steps, ...activation]));
  };

function channelwise(source: OperatorSource, { before, after }: Arithmetic, constant: number): Step {
  const value = source.value(constant === 0 ? 1 : 0);
  const { numbers } = channelNumbers(source, { value, index: constant });
  const parts = constant === 0 ? after?.(numbers) : before(numbers);
  if (parts === undefined)
    return source.reject('a division by a constant', 'one of a constant', 'scale the image instead');
  const infinite = parts.scale?.find((each) => !Number.isFinite(each));
  if (infinite !== undefined) source.reject('divisors other than 0', infinite, undefined, 'E_VALUE');
  return (name, input) => affineLayer(name, input, parts);
}

/** x + y, or x + (−1)·y, which is the same number as x − y. */
function joined(source: OperatorSource, { sign }: Arithmetic): Step[] {
  const [first, second] = [source.value(0), source.value(1)];
  const [a, b] = [first, second].map(({ shape }) => sizeOf(shape));
  if (sign === null) {
    const next =
      'scale by constants, one for each channel; gates of the image (squeeze and excitation) have no layer here';
    source.reject('one constant operand', 'two that the image changes', next);
  }
  if (a !== b) source.reject('two images of one size', `${a} and ${b}`, undefined, 'E_SHAPE');
  let other = numbersOf(source.net, second);
  if (sign === -1) {
    const negated = source.net.filled(second.shape.channels, -1);
    other = source.net.add(affineLayer(`${source.name}/negated`, other, { scale: negated }));
  }
  const add = (name: string, input: string): Add => ({ kind: 'add', name, inputs: [input, other], element: 'float64' });
  return [add satisfies (name: string, input: string) => Layer];
}

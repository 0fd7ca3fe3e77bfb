// Arithmetic on constants: number by number, in float32 where the element is.
import { roundHalfEven } from '@bitplane/model';
import type { NodeSource } from '../graph/node-source';
import { elementOfCode, isFloatElement, makeNumbers, type Constant, type Element } from '../values/constant';
import { requireSize, type ConstantNode } from './fold';

type Scalar = (...operands: readonly number[]) => number;

const isWhole = (element: Element): boolean => !isFloatElement(element);

/** Each is given the numbers at one place; operands of fewer dimensions are repeated as NumPy does. */
function elementwise(apply: Scalar, result?: Element): ConstantNode {
  return {
    attributes: [],
    fold: (source) => {
      const operands = source.inputs.map((_, index) => source.anyConstant(index));
      return combine(source, operands, apply, result ?? operands.at(-1)!.element);
    },
  };
}

function combine(source: NodeSource, operands: readonly Constant[], apply: Scalar, element: Element): Constant {
  const dims = broadcastDims(source, operands);
  const data = makeNumbers(element, requireSize(source, dims));
  const places = operands.map((operand) => placesOf(operand.dims, dims));
  const numbers = new Array<number>(operands.length);
  for (let k = 0; k < data.length; k++) {
    for (let o = 0; o < operands.length; o++) numbers[o] = operands[o].data[places[o](k)];
    data[k] = apply(...numbers);
  }
  return { type: 'constant', element, dims, data, codes: null };
}

function broadcastDims(source: NodeSource, operands: readonly Constant[]): number[] {
  const rank = Math.max(...operands.map(({ dims }) => dims.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = operands.map(({ dims }) => dims[axis - rank + dims.length] ?? 1);
    const size = sizes.find((each) => each !== 1) ?? 1;
    if (sizes.some((each) => each !== 1 && each !== size))
      source.reject('operands of shapes that fit', operands.map((operand) => `[${operand.dims.join()}]`).join(' and '));
    return size;
  });
}

function placesOf(own: readonly number[], dims: readonly number[]): (index: number) => number {
  if (own.join() === dims.join()) return (index) => index;
  if (own.every((dim) => dim === 1)) return () => 0;
  const strides = new Array<number>(dims.length).fill(0);
  let stride = 1;
  for (let axis = own.length - 1; axis >= 0; axis--) {
    if (own[axis] !== 1) strides[axis - own.length + dims.length] = stride;
    stride *= own[axis];
  }
  return (index) => {
    let [rest, place] = [index, 0];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      place += (rest % dims[axis]) * strides[axis];
      rest = Math.floor(rest / dims[axis]);
    }
    return place;
  };
}

/** Of integers ONNX rounds towards 0. */
const divide: ConstantNode = {
  attributes: [],
  fold: (source) => {
    const [a, b] = [source.anyConstant(0), source.anyConstant(1)];
    const apply = isWhole(a.element) ? (x: number, y: number) => Math.trunc(x / y) : (x: number, y: number) => x / y;
    return combine(source, [a, b], apply, a.element);
  },
};

/** float32 → integers: towards 0; anything → bool: whether it is not 0. */
const cast: ConstantNode = {
  attributes: ['to', 'saturate', 'round_mode'],
  fold: (source) => {
    const code = source.int('to', 0);
    const element = elementOfCode(code) ?? source.reject('a cast to numbers', `type ${code}`);
    const apply =
      element === 'bool' ? (x: number) => (x !== 0 ? 1 : 0) : isWhole(element) ? Math.trunc : (x: number) => x;
    return combine(source, [source.anyConstant(0)], apply, element);
  },
};

/** The element of the exponent need not be that of the base. */
const power: ConstantNode = {
  attributes: [],
  fold: (source) =>
    combine(source, [source.anyConstant(0), source.anyConstant(1)], Math.pow, source.anyConstant(0).element),
};

const clip: ConstantNode = {
  attributes: ['min', 'max'],
  fold: (source) => {
    const x = source.anyConstant(0);
    const bound = (name: string, index: number, fallback: number): number =>
      source.inputs[index] === undefined ? source.float(name, fallback) : source.anyConstant(index).data[0];
    const [lower, upper] = [bound('min', 1, -Infinity), bound('max', 2, Infinity)];
    return combine(source, [x], (value: number) => Math.min(upper, Math.max(lower, value)), x.element);
  },
};

/** NaN stays NaN; 0 stays 0, as onnxruntime has it. */
const sign = (x: number): number => Math.sign(x);

export const ELEMENTWISE: readonly (readonly [string, ConstantNode])[] = [
  ['Add', elementwise((a, b) => a + b)],
  ['Sub', elementwise((a, b) => a - b)],
  ['Mul', elementwise((a, b) => a * b)],
  ['Div', divide],
  ['Pow', power],
  ['Mod', { ...elementwise((a, b) => a - b * Math.floor(a / b)), attributes: ['fmod'] }],
  ['Neg', elementwise((x) => -x)],
  ['Abs', elementwise(Math.abs)],
  ['Sqrt', elementwise(Math.sqrt)],
  ['Reciprocal', elementwise((x) => 1 / x)],
  ['Exp', elementwise(Math.exp)],
  ['Tanh', elementwise(Math.tanh)],
  ['Round', elementwise(roundHalfEven)],
  ['Floor', elementwise(Math.floor)],
  ['Ceil', elementwise(Math.ceil)],
  ['Sign', elementwise(sign)],
  ['Relu', elementwise((x) => Math.max(0, x))],
  ['Min', elementwise(Math.min)],
  ['Max', elementwise(Math.max)],
  ['Equal', elementwise((a, b) => (a === b ? 1 : 0), 'bool')],
  ['Greater', elementwise((a, b) => (a > b ? 1 : 0), 'bool')],
  ['GreaterOrEqual', elementwise((a, b) => (a >= b ? 1 : 0), 'bool')],
  ['Less', elementwise((a, b) => (a < b ? 1 : 0), 'bool')],
  ['LessOrEqual', elementwise((a, b) => (a <= b ? 1 : 0), 'bool')],
  ['Not', elementwise((x) => (x === 0 ? 1 : 0), 'bool')],
  ['And', elementwise((a, b) => (a !== 0 && b !== 0 ? 1 : 0), 'bool')],
  ['Or', elementwise((a, b) => (a !== 0 || b !== 0 ? 1 : 0), 'bool')],
  ['Where', elementwise((condition, a, b) => (condition !== 0 ? a : b))],
  ['Cast', cast],
  ['Clip', clip],
];

// One image through a network beside another implementation of it: each layer by itself, from what the other one has.
import { INPUT, kindOf, signValues, zeros, type Layer, type Model, type Tensor, type TensorOf } from '@bitplane/model';
import { jumps, outputError, wholeSum } from './roundings';
import type { LayerRecord } from './layer-record';
import { LayerRecords } from './layer-records';
import { otherSides } from './threshold-sides';

/** Another implementation's tensors by the names of our layers, in our order [height, width, channels], signs as ±1. */
export type OtherLayers = ReadonlyMap<string, ArrayLike<number>>;

export interface Walk {
  readonly model: Model;
  readonly image: TensorOf<'uint8'>;
  readonly index: number;
  readonly others: OtherLayers;
  /** By how many steps the other's bytes may be off; absent: by none. */
  readonly byteSteps?: number;
  /** Called before each layer, with its place in the model. */
  readonly onLayer?: (layer: number) => void;
  /** Takes what each of our layers makes. */
  readonly onOutput?: (name: string, output: Tensor) => void;
}

export interface Walked {
  /** Of the last layer. */
  readonly output: Tensor;
  /** How far another correct evaluation of the last layer may lie from it, where no sign falls on another side. */
  readonly error: number;
  /** Numbers exactly on a threshold, or within their rounding of one. */
  readonly undecided: number;
}

interface State {
  /** As our layer makes it of `taken` inputs. */
  readonly own: Tensor;
  /** What the layers after it read: the other implementation's, where it has the tensor. */
  readonly taken: Tensor;
  /** The same with ties on the other side; null where there are none. */
  readonly tied: Tensor | null;
  readonly error: number;
  /** Of whole numbers the largest partial sum; null of others. */
  readonly sum: number | null;
}

/**
 * Computes each layer from the other implementation's tensors, where there are such, and records how far it is from
 * them: so a number that fell on the other side of a threshold changes no layer but the next. Where a layer differs by
 * more than its roundings, and no tie before it explains that, the record says so.
 */
export function walkLayers(
  { model, image, index, others, byteSteps = 0, onLayer, onOutput }: Walk,
  records = new LayerRecords(model),
): Walked {
  const states = new Map<string, State>([[INPUT, { own: image, taken: image, tied: null, error: 0, sum: null }]]);
  let undecided = 0;
  let last = states.get(INPUT)!;
  for (const [place, layer] of model.layers.entries()) {
    onLayer?.(place);
    const inputs = layer.inputs.map((name) => states.get(name)!);
    const made = jumps(layer) ? decide(layer, inputs) : compute(layer, inputs);
    const other = comparable(made.own, others.get(layer.name));
    record(records.of(layer), { made, other, image: index, bound: boundOf(made, byteSteps) });
    states.set(layer.name, other === null ? made : takenFrom(made.own, other));
    onOutput?.(layer.name, made.own);
    undecided += made.undecided;
    last = made;
    forgetUnread(model, layer, states);
  }
  return { output: last.own, error: last.error, undecided };
}

interface Made extends State {
  readonly ties: number;
  readonly undecided: number;
  /** Of signs and levels: what our own numbers give, where they are not the other's. */
  readonly rounded: Tensor | null;
}

function compute(layer: Layer, inputs: readonly State[]): Made {
  const taken = inputs.map((input) => input.taken);
  const own = kindOf(layer).forward(layer, taken);
  const hasTies = inputs.some(({ tied }) => tied !== null);
  const tied = hasTies
    ? kindOf(layer).forward(
        layer,
        inputs.map((input) => input.tied ?? input.taken),
      )
    : null;
  const inputSums = inputs.map((input) => input.sum);
  const inputErrors = inputs.map((input) => input.error);
  const error = outputError(layer, { inputs: taken, inputErrors, inputSums });
  const sum = wholeSum(layer, inputSums);
  return { own, taken: own, tied, error, sum, ties: 0, undecided: 0, rounded: null };
}

/** Signs and levels: whatever their input's error, they are right or on the other side of a threshold. */
function decide(layer: Layer, [input]: readonly State[]): Made {
  const own = kindOf(layer).forward(layer, [input.taken]);
  const exact = otherSides(layer, input.taken, own, 0);
  const { other, undecided } = input.error === 0 ? exact : otherSides(layer, input.taken, own, input.error);
  const rounded = input.own === input.taken ? null : kindOf(layer).forward(layer, [input.own]);
  return { own, taken: own, tied: other, error: 0, sum: null, ties: exact.undecided, undecided, rounded };
}

interface Recorded {
  readonly made: Made;
  /** The other implementation's tensor; null where it has none. */
  readonly other: ArrayLike<number> | null;
  readonly image: number;
  readonly bound: number;
}

/** Numbers in float32 have roundings of their own, beside the other's. */
function boundOf({ own: { element }, error }: State, byteSteps: number): number {
  if (element === 'uint8') return byteSteps;
  if (element === 'float64') return error;
  return element === 'float32' ? 2 * error : 0;
}

/**
 * Of signs and levels those that our own numbers give are compared with the other's, or, where it does not show them,
 * with those that its numbers give. Where these give the other's, only a rounding has crossed a threshold.
 */
function record(record: LayerRecord, { made, other, image, bound }: Recorded): void {
  const { own, tied, rounded, ties } = made;
  record.ties += ties;
  const numbers = numbersOf(own);
  const compared = { image, shape: own, bound };
  const isTie = (index: number): boolean => tied !== null && tied.data[index] !== own.data[index];
  if (rounded !== null) {
    const theirs = other ?? numbers;
    const isExcused = (index: number): boolean => numbers[index] === theirs[index] || isTie(index);
    record.crossed += record.add({ ...compared, expected: theirs, got: numbersOf(rounded), isExcused });
  } else if (other !== null) record.add({ ...compared, expected: other, got: numbers, isExcused: isTie });
}

/** Signs as ±1. */
export const numbersOf = ({ element, data }: Tensor): ArrayLike<number> =>
  element === 'bits' ? signValues(data) : data;

/** Null where the other has no such tensor, or means something else by it: other sizes, or no signs for signs. */
function comparable({ element, data }: Tensor, other: ArrayLike<number> | undefined): ArrayLike<number> | null {
  if (other?.length !== data.length) return null;
  return element === 'bits' && Array.from(other).some((value) => Math.abs(value) > 1 || value % 1 !== 0) ? null : other;
}

/** The other's numbers in our type, which may round them. NaN, which no layer may read, stays ours. */
function takenFrom(own: Tensor, values: ArrayLike<number>): State {
  const taken = zeros(own.element, own);
  const isBits = own.element === 'bits';
  let error = 0;
  for (let k = 0; k < values.length; k++) {
    const value = isBits ? Number(values[k] < 0) : values[k];
    taken.data[k] = Number.isNaN(value) ? own.data[k] : value;
    if (!isBits && taken.data[k] !== value) error = Math.max(error, Math.abs(taken.data[k] - value) || 0);
  }
  return { own, taken, tied: null, error, sum: null };
}

/** Tensors of a large image are large. */
function forgetUnread({ layers }: Model, after: Layer, states: Map<string, State>): void {
  const left = layers.slice(layers.indexOf(after) + 1);
  for (const name of after.inputs) if (!left.some(({ inputs }) => inputs.includes(name))) states.delete(name);
}

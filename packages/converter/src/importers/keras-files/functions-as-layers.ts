// Functions of TensorFlow between the layers of a functional model, as layers that compute the same: Keras 2 saves
// `x + y`, or tf.nn.relu(x), as a layer of the class TFOpLambda that names the function.
import { asObject, type Json } from '../keras/raw-model';

/** One call: the tensors that it reads, as Keras refers to them, and its other arguments by name. */
interface Call {
  readonly tensors: readonly unknown[];
  /** The operand that is a number; null where all are tensors. */
  readonly number: number | null;
  /** Whether that comes first, as in 1 − x. */
  readonly isNumberFirst: boolean;
  readonly settings: Json;
}

interface Equivalent {
  readonly className: string;
  readonly config?: Json;
}

type Make = (call: Call) => Equivalent | null;

const rescaling = (scale: number, offset: number): Equivalent => ({
  className: 'Rescaling',
  config: { scale, offset },
});

const add: Make = ({ number }) => (number === null ? { className: 'Add' } : rescaling(1, number));

const subtract: Make = ({ number, isNumberFirst }) => {
  if (number === null) return { className: 'Subtract' };
  return isNumberFirst ? rescaling(-1, number) : rescaling(1, -number);
};

const multiply: Make = ({ number }) => (number === null ? { className: 'Multiply' } : rescaling(number, 0));

const divide: Make = ({ number, isNumberFirst }) =>
  number === null || isNumberFirst ? null : rescaling(1 / number, 0);

/** Over rows and columns. */
const pooled =
  (className: string): Make =>
  ({ settings: { axis, keepdims } }) =>
    Array.isArray(axis) && [...(axis as unknown[])].sort().join() === '1,2'
      ? { className, config: { keepdims: keepdims === true } }
      : null;

const clipped: Make = ({ settings: { clip_value_min: lower, clip_value_max: upper } }) => {
  if (lower === -1 && upper === 1) return { className: 'Activation', config: { activation: 'hard_tanh' } };
  return lower === 0 && typeof upper === 'number' ? { className: 'ReLU', config: { max_value: upper } } : null;
};

const FUNCTIONS: ReadonlyMap<unknown, Make> = new Map<unknown, Make>([
  ['__operators__.add', add],
  ['math.add', add],
  ['math.add_n', add],
  ['math.subtract', subtract],
  ['math.multiply', multiply],
  ['math.truediv', divide],
  ['math.divide', divide],
  ['math.negative', () => rescaling(-1, 0)],
  ['concat', ({ settings: { axis } }) => ({ className: 'Concatenate', config: { axis } })],
  ['nn.relu', () => ({ className: 'ReLU' })],
  ['nn.relu6', () => ({ className: 'ReLU', config: { max_value: 6 } })],
  ['nn.leaky_relu', ({ settings: { alpha } }) => ({ className: 'LeakyReLU', config: { alpha: alpha ?? 0.2 } })],
  ['clip_by_value', clipped],
  ['math.reduce_mean', pooled('GlobalAveragePooling2D')],
  ['math.reduce_max', pooled('GlobalMaxPooling2D')],
  ['nn.softmax', ({ settings: { axis } }) => ({ className: 'Softmax', config: { axis: axis ?? -1 } })],
  ['math.sigmoid', () => ({ className: 'Activation', config: { activation: 'sigmoid' } })],
  ['identity', () => ({ className: 'Activation', config: { activation: 'linear' } })],
]);

/**
 * The same model, or layer, with each function that has an equivalent replaced by that; one that is called several
 * times, or is not known, stays and is rejected as any class without a counterpart.
 */
export function functionsAsLayers(value: unknown): unknown {
  const layer = asObject(value);
  const config = asObject(layer?.config);
  if (layer === null || config === null) return value;
  if (Array.isArray(config.layers))
    return { ...layer, config: { ...config, layers: config.layers.map(functionsAsLayers) } };
  if (layer.class_name !== 'TFOpLambda') return layer;
  const calls = Array.isArray(layer.inbound_nodes) ? layer.inbound_nodes : [];
  const call = calls.length === 1 ? readCall(calls[0]) : null;
  const equivalent = call === null ? null : (FUNCTIONS.get(config.function)?.(call) ?? null);
  if (call === null || equivalent === null) return layer;
  const { name, trainable, dtype } = config;
  return {
    ...layer,
    class_name: equivalent.className,
    config: { name, trainable, dtype, ...equivalent.config },
    inbound_nodes: [call.tensors],
  };
}

/** [layer, call, output, arguments], a list of these, or ["_CONSTANT_VALUE", −1, number, arguments]. */
function readCall(value: unknown): Call | null {
  if (!Array.isArray(value)) return null;
  const first: unknown[] = Array.isArray(value[0]) ? (value as unknown[]) : [value];
  const settings = asObject((first[0] as unknown[])[3]) ?? {};
  const operands = 'y' in settings ? [...first, settings.y] : first;
  const tensors: unknown[] = [];
  const numbers: number[] = [];
  for (const operand of operands) {
    if (typeof operand === 'number') numbers.push(operand);
    else if (!Array.isArray(operand) || typeof operand[0] !== 'string') return null;
    else if (operand[0] !== CONSTANT) tensors.push(operand.slice(0, 3));
    else if (typeof operand[2] === 'number') numbers.push(operand[2]);
    else return null;
  }
  if (numbers.length > 1 || tensors.length === 0) return null;
  const isNumberFirst = (first[0] as unknown[])[0] === CONSTANT;
  return { tensors, number: numbers[0] ?? null, isNumberFirst, settings };
}

const CONSTANT = '_CONSTANT_VALUE';

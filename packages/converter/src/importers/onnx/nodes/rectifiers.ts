// Relu, LeakyRelu, PRelu and Clip, of which HardTanh is one.
import type { Importing } from '../graph/importing';
import type { Value } from '../graph/node-source';
import { numbersOf } from '../lower/numbers';
import { broadcast } from '../values/broadcast';
import { uniformValue } from '../values/constant';
import { mapActivation } from '../values/map-activation';
import { viewDims } from '../values/view';
import { requireUnpadded, type NodeKinds } from './node-kind';

const relu = (importing: Importing): Value =>
  mapActivation(importing, importing.source.activation(0), {
    apply: (x) => (x > 0 ? x : 0),
    isPerChannel: false,
    layers: (name, input) => [{ kind: 'relu', name, inputs: [input] }],
    clip: { lower: 0, upper: Infinity },
  });

function leakyRelu(importing: Importing): Value {
  const slope = importing.source.float('alpha', 0.01);
  return mapActivation(importing, importing.source.activation(0), {
    apply: (x) => (x >= 0 ? x : Math.fround(slope * x)),
    isPerChannel: false,
    layers: (name, input, { channels }) => [
      {
        kind: 'prelu',
        name,
        inputs: [input],
        element: 'float64',
        slopes: new Float64Array(channels).fill(slope),
        perElement: false,
      },
    ],
  });
}

/** ONNX aligns the last dimensions: slopes [C] belong to columns, [C, 1, 1] to channels. */
function prelu(importing: Importing): Value {
  const { source } = importing;
  const activation = requireUnpadded(source, source.activation(0));
  const constant = source.constant(1);
  const slopes = broadcast(constant, activation);
  if (slopes === null) {
    const got = `[${constant.dims.join()}]`;
    return source.reject(
      `slopes that fit [${viewDims(activation.view).join()}]`,
      got,
      'slopes for channels have the shape [channels, 1, 1]',
    );
  }
  const { channels } = activation.shape;
  const values = slopes.per === 'tensor' ? new Float64Array(channels).fill(slopes.values[0]) : slopes.values;
  const perElement = slopes.per === 'element';
  if (perElement) {
    const input = numbersOf(importing, activation).layer;
    const layer = {
      kind: 'prelu',
      name: importing.name,
      inputs: [input],
      element: 'float64',
      slopes: values,
      perElement,
    } as const;
    return { ...activation, content: { type: 'real', layer: importing.layers.add(layer) } };
  }
  return mapActivation(importing, activation, {
    apply: (x, c) => (x >= 0 ? x : Math.fround(values[c] * x)),
    isPerChannel: slopes.per === 'channel',
    layers: (name, input) => [{ kind: 'prelu', name, inputs: [input], element: 'float64', slopes: values, perElement }],
  });
}

/** The largest float32, instead of a bound that is left out. */
const UNBOUNDED = (2 - 2 ** -23) * 2 ** 127;

function clip(importing: Importing): Value {
  const { source } = importing;
  const bound = (name: string, index: number, fallback: number): number => {
    if (source.inputs[index] === undefined) return source.float(name, fallback);
    return uniformValue(source.anyConstant(index)) ?? source.reject(`${name} to be one number`, 'several');
  };
  const [lower, upper] = [bound('min', 1, -Infinity), bound('max', 2, Infinity)];
  if (!(lower <= upper)) source.reject('min to be at most max', `${lower} and ${upper}`);
  const [minimum, maximum] = [Math.max(lower, -UNBOUNDED), Math.min(upper, UNBOUNDED)];
  return mapActivation(importing, source.activation(0), {
    apply: (x) => Math.min(upper, Math.max(lower, x)),
    isPerChannel: false,
    layers: (name, input) => [{ kind: 'clip', name, inputs: [input], element: 'float64', minimum, maximum }],
    clip: { lower, upper },
  });
}

export const RECTIFIERS: NodeKinds = [
  ['Relu', { importNode: relu, attributes: [] }],
  ['LeakyRelu', { importNode: leakyRelu, attributes: ['alpha'] }],
  ['PRelu', { importNode: prelu, attributes: [] }],
  ['Clip', { importNode: clip, attributes: ['min', 'max'] }],
];

// Activations, as layers of their own or at the end of one with a kernel.
import type { Layer, PRelu, Shape } from '@bitplane/model';
import { ACTIVATION_ADVICE } from '../advice';
import type { LayerSource } from '../layer-source';
import { readLarqQuantizer } from '../quantizers/larq-quantizer';
import { asObject } from '../raw-model';

/** What an activation reads, and what its layer is called. */
export interface Activated {
  readonly name: string;
  readonly input: string;
  readonly channels: Shape['channels'];
}

type MakeLayers = (activated: Activated) => Layer[];

const relu: MakeLayers = ({ name, input }) => [{ kind: 'relu', name, inputs: [input] }];

const clip =
  (minimum: number, maximum: number): MakeLayers =>
  ({ name, input }) => [{ kind: 'clip', name, inputs: [input], element: 'float64', minimum, maximum }];

/** The slope of TensorFlow's and Keras's function of that name, which is none of their layers' of that name. */
const LEAKY_SLOPE = 0.2;

export const leakyRelu = (slope: number, { name, input, channels }: Activated): PRelu => ({
  ...{ kind: 'prelu', name, inputs: [input], element: 'float64', perElement: false },
  slopes: new Float64Array(channels).fill(slope),
});

const ACTIVATIONS: ReadonlyMap<unknown, MakeLayers> = new Map<unknown, MakeLayers>([
  ['linear', () => []],
  ['relu', relu],
  ['relu6', clip(0, 6)],
  // Of Larq.
  ['hard_tanh', clip(-1, 1)],
  ['leaky_relu', (activated) => [leakyRelu(LEAKY_SLOPE, activated)]],
]);

/** They keep the order of the scores. */
const AT_THE_END: readonly unknown[] = ['softmax', 'log_softmax', 'sigmoid'];

/** The attribute `activation`: a name, or Larq's object for a function of its own. */
function activationOf(source: LayerSource): unknown {
  const activation = source.attribute('activation') ?? 'linear';
  const { class_name: className, config } = asObject(activation) ?? {};
  if (className === 'function') return config;
  return className === 'Softmax' ? 'softmax' : activation;
}

const isQuantizer = (activation: unknown): boolean =>
  asObject(activation) !== null || /sign$|tern$|^Larq>/.test(String(activation));

/**
 * The layers of the attribute `activation`, the last of which is called as `activated` says; none for one that does
 * nothing.
 */
export function activationLayers(source: LayerSource, activated: Activated): Layer[] {
  const activation = activationOf(source);
  if (AT_THE_END.includes(activation)) {
    dropAtTheEnd(source, String(activation));
    return [];
  }
  const make = ACTIVATIONS.get(activation);
  if (make !== undefined) return make(activated);
  const quantizer = readLarqQuantizer(source, 'activation');
  if (quantizer === null) return [];
  if (!quantizer.isSign)
    quantizer.reject(
      'expected a quantizer of signs',
      quantizer.className,
      'use it as input_quantizer of the layer after it',
    );
  return [{ kind: 'sign', name: activated.name, inputs: [activated.input] }];
}

/**
 * Softmax and its like: whoever wants the shares makes them of the scores. Throws E_LAYER elsewhere than at the end.
 */
export function dropAtTheEnd(source: LayerSource, activation: string): void {
  if (!source.isLast) {
    const next = 'it is left out at the end alone, where it keeps the order of the scores';
    source.reject(`expected ${activation} at the end of the network`, 'one before other layers', next);
  }
  source.note(`left ${activation} out: the scores before it have the same order`);
}

export const importActivation = (source: LayerSource): Layer[] =>
  activationLayers(source, { name: source.name, input: source.input, channels: source.tensor.channels });

export function importRelu(source: LayerSource): Layer[] {
  source.require('threshold', 0);
  const { name, input } = source;
  const { channels } = source.tensor;
  const maximum = source.attribute('max_value') === null ? null : source.number('max_value');
  const slope = source.number('negative_slope', 0);
  if (maximum === null)
    return slope === 0 ? relu({ name, input, channels }) : [leakyRelu(slope, { name, input, channels })];
  if (!(maximum >= 0)) source.reject('expected max_value to be 0 or more', maximum);
  if (slope === 0) return clip(0, Math.fround(maximum))({ name, input, channels });
  const below = `${name}/below`;
  const lowest = -LARGEST_FLOAT32;
  return [
    leakyRelu(slope, { name: below, input, channels }),
    ...clip(lowest, Math.fround(maximum))({ name, input: below, channels }),
  ];
}

const LARGEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

/** `alpha` until Keras 3. */
export function importLeakyRelu(source: LayerSource): Layer[] {
  const slope = source.attribute('alpha') === null ? source.number('negative_slope', 0.3) : source.number('alpha');
  return [leakyRelu(slope, { name: source.name, input: source.input, channels: source.tensor.channels })];
}

export function importSoftmax(source: LayerSource): Layer[] {
  dropAtTheEnd(source, 'softmax');
  return [];
}

/** Layers of a kernel, then those of the layer's own activation: `make` is given the name of what the kernel makes. */
export function activated(source: LayerSource, filters: number, make: (name: string) => Layer[]): Layer[] {
  const input = `${source.name}/linear`;
  const activation = activationLayers(source, { name: source.name, input, channels: filters });
  return activation.length === 0 ? make(source.name) : [...make(input), ...activation];
}

/** Throws E_LAYER for an activation that cannot be exported, and for any in a layer of ours that has a kernel. */
export function requireKnownActivation(source: LayerSource, mayHaveActivation: boolean): void {
  const activation = activationOf(source);
  if (activation === 'linear') return;
  const isKnown = ACTIVATIONS.has(activation) || AT_THE_END.includes(activation);
  if (isKnown && !mayHaveActivation)
    source.reject('expected activation "linear"', activation, 'put a layer Activation after it instead');
  if (isKnown) return;
  if (isQuantizer(activation) && mayHaveActivation) return void readLarqQuantizer(source, 'activation');
  const known = [...ACTIVATIONS.keys()].map((name) => JSON.stringify(name)).join(', ');
  source.reject(`expected activation ${known}`, activation, ACTIVATION_ADVICE);
}

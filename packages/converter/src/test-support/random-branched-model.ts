// Random small models as the importer yields them, with branches: shortcuts, joins, several bits, masks, layers that
// two others read, dead ends.
import {
  INPUT,
  kindOf,
  numElements,
  seededRandom,
  wholeWindow,
  type Layer,
  type Model,
  type Random,
  type TensorType,
  type Window,
} from '@bitplane/model';

type WithoutPlace<Kind> = Kind extends Layer ? Omit<Kind, 'name' | 'inputs'> : never;

/** A tensor so far. */
interface Node {
  readonly name: string;
  readonly type: TensorType;
}

class Draft {
  readonly random: Random;
  readonly layers: Layer[] = [];
  readonly input: Node;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    const [height, width] = [this.random.integer(4, 9), this.random.integer(4, 9)];
    this.input = { name: INPUT, type: { element: 'uint8', height, width, channels: 3 } };
  }

  append(attributes: WithoutPlace<Layer>, ...nodes: readonly Node[]): Node {
    const name = `${attributes.kind}-${this.layers.length + 1}`;
    const layer = { ...attributes, name, inputs: nodes.map((node) => node.name) } as Layer;
    this.layers.push(layer);
    const types = nodes.map(({ type }) => type);
    return { name, type: kindOf(layer).outputType(layer, types) };
  }
}

/** Equal seeds give equal models; all in float64, the last layer is a classifier of five numbers. */
export function randomBranchedModel(seed: number): Model {
  const draft = new Draft(seed);
  const { random, input } = draft;
  let x = appendFirstLayer(draft);
  const numBlocks = random.integer(1, 4);
  for (let block = 0; block < numBlocks; block++) x = appendBlock(draft, x);
  if (random.chance(0.5))
    x = draft.append({ kind: 'average-pool', element: 'float64', window: wholeWindow(x.type) }, x);
  appendClassifier(draft, x);
  const { height, width, channels } = input.type;
  return { name: `branched-${seed}`, input: { height, width, channels }, layers: draft.layers };
}

const ONE_PIXEL: Window = wholeWindow({ height: 1, width: 1, channels: 1 });
const SAME: Window = { ...ONE_PIXEL, size: [3, 3], padding: { top: 1, left: 1, bottom: 1, right: 1 } };
const HALVING: Window = {
  ...ONE_PIXEL,
  size: [3, 2],
  stride: [2, 2],
  padding: { top: 1, left: 0, bottom: 1, right: 1 },
};

const real = (random: Random, length: number): Float64Array =>
  Float64Array.from({ length }, () => Math.fround(random.bell()));

function appendFirstLayer(draft: Draft): Node {
  const { random, input } = draft;
  const image = draft.append({ kind: 'normalize', zeroPoints: Uint8Array.of(0, 128, 7), scale: 1 / 256 }, input);
  const filters = random.integer(2, 5);
  const weights = Float32Array.from({ length: filters * 27 }, () => random.bell());
  const geometry = { filters, window: SAME, groups: 1 };
  const conv = draft.append(
    { kind: 'conv2d', ...geometry, weights, bias: real(random, filters), weightBits: 8 },
    image,
  );
  return appendNumbers(draft, conv);
}

/** A branch of signs beside the numbers that it was made of, joined with them or not; perhaps smaller after it. */
function appendBlock(draft: Draft, x: Node): Node {
  const { random } = draft;
  const branch = appendNumbers(draft, appendBinary(draft, appendNumbers(draft, x)));
  // Nothing reads this one.
  if (random.chance(0.2)) draft.append({ kind: 'relu' }, branch);
  let joined = branch;
  if (branch.type.channels === x.type.channels && random.chance(0.7))
    joined = draft.append({ kind: 'add', element: 'float64' }, x, branch);
  else if (random.chance(0.5) && branch.type.element === 'float64' && x.type.element === 'float64')
    joined = draft.append({ kind: 'concat' }, x, branch);
  if (random.chance(0.3)) joined = draft.append({ kind: 'max-pool', window: HALVING }, joined);
  if (random.chance(0.3)) joined = draft.append({ kind: 'average-pool', element: 'float64', window: HALVING }, joined);
  return joined;
}

/** Of one bit, of several, or of weights that are not all there. */
function appendBinary(draft: Draft, x: Node): Node {
  const { random } = draft;
  const filters = random.pick([x.type.channels, random.integer(1, 6)]);
  const [inputPlanes, kernelPlanes] = random.pick([
    [1, 1],
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
  ] as const);
  const scales = Float64Array.of(1, 0.4).subarray(0, inputPlanes);
  const groups = x.type.channels % 2 === 0 ? 2 : x.type.channels;
  const mixed = random.chance(0.4) ? draft.append({ kind: 'channel-shuffle', groups }, x) : x;
  const bits =
    inputPlanes === 1
      ? draft.append({ kind: 'sign' }, mixed)
      : draft.append({ kind: 'residual-sign', element: 'float64', scales }, mixed);
  const window = random.pick([SAME, ONE_PIXEL]);
  const numPairs = inputPlanes * kernelPlanes;
  const length = numPairs * filters * window.size[0] * window.size[1] * x.type.channels;
  const geometry = { filters: numPairs * filters, window, groups: inputPlanes };
  const padValue = random.pick([0, 0, 1, -1] as const);
  const sums = draft.append(
    { kind: 'binary-conv2d', ...geometry, padValue, weights: randomWeights(random, length) },
    bits,
  );
  if (numPairs === 1) return sums;
  const factors = real(random, numPairs * filters);
  return draft.append({ kind: 'plane-sum', element: 'float64', planes: numPairs, scales: factors }, sums);
}

function randomWeights(random: Random, length: number): Extract<Layer, { kind: 'binary-conv2d' }>['weights'] {
  const latents = Float32Array.from({ length }, () => (random.chance(0.1) ? random.pick([0, -0]) : random.bell()));
  if (random.chance(0.7)) return { type: 'latent', quantizer: 'sign', values: latents };
  const mask = Uint8Array.from(latents, (weight) => (Math.abs(weight) > 0.5 ? 1 : 0));
  return { type: 'signs', values: Uint8Array.from(latents, (weight) => (weight < -0.5 ? 1 : 0)), mask };
}

/** Up to three layers of numbers; norms whose mean is whole meet sums of integers exactly. */
function appendNumbers(draft: Draft, x: Node): Node {
  const { random } = draft;
  let y = x;
  const count = random.integer(0, 3);
  for (let layer = 0; layer < count; layer++) y = draft.append(randomNumbers(random, y.type), y);
  return y;
}

function randomNumbers(random: Random, type: TensorType): WithoutPlace<Layer> {
  const { channels } = type;
  const kind = random.pick(['batch-norm', 'batch-norm', 'affine', 'prelu', 'relu'] as const);
  if (kind === 'relu') return { kind };
  if (kind === 'affine') return { kind, element: 'float64', scale: null, offset: real(random, channels) };
  if (kind === 'prelu') {
    const perElement = random.chance(0.3);
    return { kind, element: 'float64', slopes: real(random, perElement ? numElements(type) : channels), perElement };
  }
  return {
    kind,
    gamma: real(random, channels),
    beta: random.chance(0.5) ? new Float64Array(channels) : real(random, channels),
    mean: Float64Array.from({ length: channels }, () => random.integer(-3, 3)),
    variance: Float64Array.from({ length: channels }, () => 0.1 + random.uniform()),
    epsilon: 1e-3,
  };
}

const NUM_CLASSES = 5;

function appendClassifier(draft: Draft, x: Node): void {
  const { random } = draft;
  const weights = Int8Array.from({ length: NUM_CLASSES * numElements(x.type) }, () => random.integer(-127, 127));
  const parameters = {
    scale: real(random, NUM_CLASSES),
    offset: random.chance(0.5) ? null : real(random, NUM_CLASSES),
  };
  const logits = draft.append(
    { kind: 'int8-dense', element: 'float64', filters: NUM_CLASSES, weights, ...parameters },
    x,
  );
  if (random.chance(0.5))
    draft.append({ kind: 'affine', element: 'float64', scale: real(random, 5), offset: null }, logits);
}

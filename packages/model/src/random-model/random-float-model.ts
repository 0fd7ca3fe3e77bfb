// Random small models as the converter's importers yield them: real numbers between the convolutions, nothing folded
// yet.
import type { Model } from '../graph';
import { wholeWindow } from '../layers/window';
import { quantizeInt8 } from '../quantize-int8';
import type { Random } from '../random';
import { numElements } from '../tensor';
import { append, finish, startDraft, type Draft } from './draft';
import { appendPoolAndNorm, type ReachableValue } from './random-norm';
import { randomConvolutionWindow } from './random-window';

/**
 * As Rescaling(1/256) gives it: a power of two, so that the first layer's sums are exact before and after its weights
 * become integers.
 */
const INPUT_SCALE = 1 / 256;

/**
 * Equal seeds give equal models: normalize, conv2d of 8 bits, ReLU, then 0 to 3 blocks of sign, binary-conv2d with
 * latent weights, bias, PReLU, clip, with max-pool and batch norm between in either order, and last sign,
 * binary-conv2d, bias, PReLU, mean, scale. All in float64.
 */
export function randomFloatModel(seed: number): Model {
  const draft = startDraft(seed);
  const input = draft.type;
  appendPoolAndNorm(draft, appendFirstLayer(draft));
  const numBlocks = draft.random.integer(0, 3);
  for (let block = 0; block < numBlocks; block++) appendPoolAndNorm(draft, appendBinaryLayer(draft));
  appendBinaryLayer(draft, 10);
  if (draft.type.element === 'int32') appendBias(draft);
  append(draft, { kind: 'average-pool', element: 'float64', window: wholeWindow(draft.type) });
  const scale = Float64Array.from({ length: draft.type.channels }, () => Math.fround(0.05 * draft.random.bell()));
  append(draft, { kind: 'affine', element: 'float64', scale, offset: null });
  return finish(draft, `random-float-${seed}`, input);
}

function appendFirstLayer(draft: Draft): ReachableValue {
  const { random } = draft;
  const zeroPoints = Uint8Array.from({ length: draft.type.channels }, () => random.pick([0, 0, 128, 255]));
  append(draft, { kind: 'normalize', zeroPoints, scale: INPUT_SCALE });
  const filters = random.pick([1, 3, 16, 33]);
  const window = randomConvolutionWindow(random, draft.type);
  const length = window.size[0] * window.size[1] * draft.type.channels;
  // A filter of zeros has scale 1 by definition.
  const sizes = Array.from({ length: filters }, () => (random.chance(0.1) ? 0 : 0.2));
  const weights = Float32Array.from(
    { length: filters * length },
    (_, k) => sizes[Math.floor(k / length)] * random.bell(),
  );
  const bias = random.chance(0.3)
    ? null
    : Float64Array.from({ length: filters }, () => Math.fround(0.2 * random.bell()));
  append(draft, { kind: 'conv2d', filters, window, groups: 1, weights, bias, weightBits: 8 });
  append(draft, { kind: 'relu' });
  const { scales } = quantizeInt8(weights, filters);
  return (c) => {
    const sum = Math.round(5000 * Math.sqrt(length) * random.bell());
    return Math.max(0, sum * (scales[c] * INPUT_SCALE) + (bias === null ? 0 : bias[c]));
  };
}

/** `groupFilters`: filters of each group. */
function appendBinaryLayer(draft: Draft, groupFilters = draft.random.pick([1, 7, 31, 64, 65])): ReachableValue {
  const { random } = draft;
  append(draft, { kind: 'sign' });
  const groups = random.chance(0.2) && draft.type.channels % 3 === 0 ? 3 : 1;
  const filters = groups * groupFilters;
  const window = randomConvolutionWindow(random, draft.type);
  const length = (window.size[0] * window.size[1] * draft.type.channels) / groups;
  append(draft, {
    kind: 'binary-conv2d',
    filters,
    window,
    groups,
    padValue: random.pick([0, 0, 1, -1]),
    weights: { type: 'latent', quantizer: 'sign', values: latentWeights(random, filters * length) },
  });
  const bias = random.chance(0.3) ? new Float64Array(filters) : appendBias(draft);
  const slopes = random.chance(0.2) ? Float64Array.of(1) : appendPRelu(draft);
  const [minimum, maximum] = random.chance(0.2) ? appendClip(draft) : [-Infinity, Infinity];
  return (c) => {
    const numDiffering = Math.round(length / 2 + Math.sqrt(length) * random.bell());
    const y = length - 2 * Math.max(0, Math.min(length, numDiffering)) + bias[c];
    return Math.min(maximum, Math.max(minimum, y >= 0 ? y : slopes[c % slopes.length] * y));
  };
}

/** −1 … 1; some are 0 or −0, whose sign is +1. */
const latentWeights = (random: Random, length: number): Float32Array =>
  Float32Array.from({ length }, () => (random.chance(0.05) ? random.pick([0, -0]) : 2 * random.uniform() - 1));

/** Half of the biases are whole, so that sums and thresholds meet. */
function appendBias(draft: Draft): Float64Array {
  const { random, type } = draft;
  const offset = Float64Array.from({ length: type.channels }, () =>
    random.chance(0.5) ? random.integer(-2, 2) : Math.fround(2 * random.bell()),
  );
  append(draft, { kind: 'affine', element: 'float64', scale: null, offset });
  return offset;
}

/** Slopes of both signs, and zeros; per channel or per element. */
function appendPRelu(draft: Draft): Float64Array {
  const { random, type } = draft;
  const perElement = random.chance(0.5);
  const length = perElement ? numElements(type) : type.channels;
  const slopes = Float64Array.from({ length }, () => (random.chance(0.1) ? 0 : Math.fround(0.5 * random.bell())));
  append(draft, { kind: 'prelu', element: 'float64', slopes, perElement });
  return slopes;
}

/** HardTanh, ReLU6, or bounds that sums meet. */
function appendClip(draft: Draft): readonly [number, number] {
  const { random } = draft;
  const bounds = random.pick([
    [-1, 1] as const,
    [0, 6] as const,
    [-random.integer(0, 9), random.integer(0, 9)] as const,
  ]);
  append(draft, { kind: 'clip', element: 'float64', minimum: bounds[0], maximum: bounds[1] });
  return bounds;
}

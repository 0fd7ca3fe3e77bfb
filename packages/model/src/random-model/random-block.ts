// Blocks between two tensors of real numbers or two of bits, some with branches.
import { append, endOf, type Draft } from './draft';
import { appendSameBinaryConv2D, appendBinaryConv2D, CHANNELS } from './random-convolution';
import { appendFloatConv2D, appendQuantized, appendUpsample } from './random-floats';
import { appendAffine, appendNormalisation, appendRealPool, appendRectifier, randomScales } from './random-real';
import { appendThreshold } from './random-threshold';
import { randomBits } from './random-values';
import { randomPoolWindow } from './random-window';

/** bits → bits with more channels: a convolution's signs join those that it read. */
function appendBitConcat(draft: Draft): void {
  const start = endOf(draft);
  appendThreshold(draft, appendSameBinaryConv2D(draft, draft.random.pick(CHANNELS)));
  append(draft, { kind: 'concat' }, shuffled(draft, [start, endOf(draft)]));
}

/** bits → bits: any of what may follow a threshold and its pool, or nothing. */
export function appendBitBlock(draft: Draft): void {
  const draw = draft.random.uniform();
  if (draw < 0.2) appendBitConcat(draft);
  else if (draw < 0.3) appendShuffle(draft);
  else if (draw < 0.4) appendUpsample(draft);
}

/**
 * Of bits or real numbers, by any number of groups that divides their channels; by one only where there is one channel.
 */
function appendShuffle(draft: Draft): void {
  const { channels } = draft.type;
  const divisors = Array.from({ length: channels }, (_, k) => channels - k).filter((groups) => channels % groups === 0);
  const groups = draft.random.pick(divisors.slice(0, Math.max(1, divisors.length - 1)));
  append(draft, { kind: 'channel-shuffle', groups });
}

export function appendBitMaxPool(draft: Draft): void {
  const { random, type } = draft;
  const window = randomPoolWindow(random, type);
  append(draft, { kind: 'bit-max-pool', window, minimum: randomBits(random, type.channels) });
}

/** float32 → float32: sign, convolution, normalisation, perhaps a rectifier, added to what they read. */
export function appendShortcut(draft: Draft): void {
  const start = endOf(draft);
  append(draft, { kind: 'sign' });
  appendNormalisation(draft, appendSameBinaryConv2D(draft, draft.type.channels));
  if (draft.random.chance(0.4)) appendRectifier(draft);
  append(draft, { kind: 'add', element: 'float32' }, shuffled(draft, [start, endOf(draft)]));
}

/** float32 → float32 with more channels: what a scaled or shuffled copy, or the tensor itself, adds to them. */
export function appendRealConcat(draft: Draft): void {
  const start = endOf(draft);
  const draw = draft.random.uniform();
  if (draw < 0.5) appendAffine(draft);
  else if (draw < 0.8) appendShuffle(draft);
  append(draft, { kind: 'concat' }, shuffled(draft, [start, endOf(draft)]));
}

/**
 * float32 → float32 through n planes of activations and m of weights, as docs/format.md lowers a layer of several bits.
 */
export function appendPlanes(draft: Draft): void {
  const { random } = draft;
  const scales = randomScales(random);
  const planes = scales.length * random.integer(1, 4);
  const filters = random.integer(1, 12);
  append(draft, { kind: 'residual-sign', element: 'float32', scales });
  const deviation = appendSameBinaryConv2D(draft, planes * filters, scales.length);
  const sumScales = Float32Array.from({ length: planes * filters }, () => random.bell() / deviation);
  append(draft, { kind: 'plane-sum', element: 'float32', planes, scales: sumScales });
}

/** float32 → float32 through one convolution of signs. */
export function appendSigned(draft: Draft): void {
  append(draft, { kind: 'sign' });
  const deviation = appendBinaryConv2D(draft, { filters: draft.random.pick(CHANNELS) });
  appendNormalisation(draft, deviation);
}

/** float32 → float32: any of the above, or a pool or rectifier. */
export function appendRealBlock(draft: Draft): void {
  const block = draft.random.pick([
    appendShortcut,
    appendShortcut,
    appendPlanes,
    appendSigned,
    appendRealConcat,
    appendRealPool,
    appendRectifier,
    appendFloatConv2D,
    appendFloatConv2D,
    appendQuantized,
    appendUpsample,
  ]);
  block(draft);
}

const shuffled = <Value>({ random }: Draft, [first, second]: readonly [Value, Value]): Value[] =>
  random.chance(0.5) ? [first, second] : [second, first];

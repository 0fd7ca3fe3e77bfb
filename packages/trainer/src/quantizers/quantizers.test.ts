// What holds for every member of the registry.
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { randomFor } from '@bitplane/model';
import { thrownBy } from '../test-support/thrown-by';
import { createQuantizer, QUANTIZERS, registerQuantizer, type QuantizerConfig } from '.';
import type { Quantizer, Role } from './quantizer';

type OfNumbers = (x: readonly number[]) => number[];

/** A quantizer's formulas, written a second time for plain numbers; all elements belong to one filter or channel. */
interface Expected {
  readonly config: QuantizerConfig;
  readonly role: Role;
  readonly forward: OfNumbers;
  readonly derivative: OfNumbers;
  /** Outside of ±window the derivative is 0; null: it only fades. */
  readonly window: number | null;
}

const each =
  (f: (x: number) => number): OfNumbers =>
  (x) =>
    x.map(f);
const sign = (x: number): number => (x >= 0 ? 1 : -1);
const inside = (clip: number) => (x: number) => Number(Math.abs(x) <= clip);
const tent = (x: number): number => Math.max(2 - 2 * Math.abs(x), 0);
const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + Math.abs(value), 0) / x.length;
const residual =
  (bits: number): OfNumbers =>
  (x) => {
    if (bits === 0) return x.map(() => 0);
    const scale = mean(x);
    const first = x.map((value) => scale * sign(value));
    const rest = residual(bits - 1)(x.map((value, i) => value - first[i]));
    return first.map((value, i) => value + rest[i]);
  };
const swish = (x: number): number => (5 * (2 - 5 * x * Math.tanh(2.5 * x))) / (1 + Math.cosh(5 * x));
const SHIFT = 0.25;

const EXPECTED: readonly Expected[] = [
  { config: 'sign', role: 'input', forward: each(sign), derivative: each(inside(1)), window: 1 },
  {
    config: { name: 'sign', clip: 1.5 },
    role: 'kernel',
    forward: each(sign),
    derivative: each(inside(1.5)),
    window: 1.5,
  },
  { config: 'none', role: 'input', forward: each((x) => x), derivative: each(() => 1), window: null },
  { config: 'approx-sign', role: 'input', forward: each(sign), derivative: each(tent), window: 1 },
  { config: 'swish-sign', role: 'kernel', forward: each(sign), derivative: each(swish), window: null },
  {
    config: 'react-sign',
    role: 'input',
    forward: each((x) => sign(x - SHIFT)),
    derivative: each((x) => tent(x - SHIFT)),
    window: 1 + SHIFT,
  },
  {
    config: 'magnitude-aware-sign',
    role: 'kernel',
    forward: residual(1),
    derivative: (x) => x.map((value) => mean(x) * inside(1)(value)),
    window: 1,
  },
  ...[1, 2, 3, 4].flatMap((bits): Expected[] => {
    const formulas = { forward: residual(bits), derivative: each(inside(bits)), window: bits };
    return [
      { config: { name: 'residual-sign', bits, scale: 'live' }, role: 'input', ...formulas },
      { config: { name: 'residual-sign-kernel', bits }, role: 'kernel', ...formulas },
      { config: { name: 'bit-map', bits: [bits] }, role: 'kernel', ...formulas },
      { config: { name: 'mean-bits', meanBits: bits, scale: 'live' }, role: 'input', ...formulas },
    ];
  }),
  {
    config: 'dorefa',
    role: 'input',
    forward: each((x) => Math.round(3 * Math.min(Math.max(x, 0), 1)) / 3),
    derivative: each((x) => Number(x >= 0 && x <= 1)),
    window: 1,
  },
  {
    config: { name: 'dorefa', bits: 3 },
    role: 'kernel',
    forward: (x) => x.map((w) => (2 * Math.round(3.5 * (Math.tanh(w) / largestTanh(x) + 1))) / 7 - 1),
    derivative: (x) => x.map((w) => (1 - Math.tanh(w) ** 2) / largestTanh(x)),
    window: null,
  },
  {
    config: 'ste-tern',
    role: 'kernel',
    forward: each((x) => Number(x > 0.05) - Number(x < -0.05)),
    derivative: each(inside(1)),
    window: 1,
  },
  {
    config: 'ste-heaviside',
    role: 'input',
    forward: each((x) => Number(x > 0)),
    derivative: each(inside(1)),
    window: 1,
  },
];

function largestTanh(x: readonly number[]): number {
  return Math.max(...x.map((value) => Math.abs(Math.tanh(value))));
}

const SEED = 17;
const random = randomFor(SEED);
const EPSILON = 1e-6;
// Multiples of 2^-10 besides the points that every quantizer is asked for: no formula's rounding can move one across a
// threshold.
const POINTS = [
  ...[-6, -1, -EPSILON, 0, EPSILON, 1, 6],
  ...Array.from({ length: 200 }, () => Math.round((random() * 5 - 2.5) * 1024) / 1024),
];

beforeAll(loadBackend);

const column = (values: readonly number[]): tf.Tensor4D => tf.tensor4d([...values], [1, values.length, 1, 1]);

/** The quantizer as a function; a learned shift is SHIFT. */
function functionOf({ quantize, build }: Quantizer): (x: tf.Tensor) => tf.Tensor {
  const variables = Object.fromEntries(
    (build?.([POINTS.length, 1, 1]) ?? []).map(({ name, initial }) => [
      name,
      new tf.LayerVariable(tf.fill([initial.length], SHIFT)),
    ]),
  );
  return (x) => quantize(x, { variables, training: false });
}

/** Of float32 sums of about 200 terms of up to 6: 2^-24 · 200 · 6 is below 1e-4, and means divide that by 200. */
function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    if (Math.abs(actual[i] - value) > 1e-5)
      throw new Error(`seed ${SEED}, x = ${POINTS[i]}: expected ${value}, got ${actual[i]}`);
  });
}

test('every quantizer of the registry is among those examined here', () => {
  const examined = EXPECTED.map(({ config }) => (typeof config === 'string' ? config : config.name));
  expect([...new Set(examined)].sort()).toEqual(Object.keys(QUANTIZERS).sort());
});

describe.each(EXPECTED.map((expected) => [JSON.stringify(expected.config), expected] as const))('%s', (_, expected) => {
  const { config, role, forward, derivative, window } = expected;
  const quantizer = createQuantizer(config, { role, where: 'test' });

  test('computes its formula, in its range, the same each time', () => {
    const quantize = functionOf(quantizer);
    const values = quantize(column(POINTS)).dataSync();
    expectClose(values, forward(POINTS));
    const [low, high] = quantizer.range;
    for (const value of values) expect(value >= low && value <= high).toBe(true);
    expect([...quantize(column(POINTS)).dataSync()]).toEqual([...values]);
  });

  test('hands on the gradient that its formula says, and none outside of its window', () => {
    const quantize = functionOf(quantizer);
    const arriving = POINTS.map((_, i) => (i % 5) - 2);
    const gradient = tf
      .grad((x) => quantize(x).mul(column(arriving)).sum())(column(POINTS))
      .dataSync();
    expectClose(
      gradient,
      derivative(POINTS).map((slope, i) => slope * arriving[i]),
    );
    if (window !== null)
      POINTS.forEach((x, i) => {
        if (Math.abs(x) > window) expect(Math.abs(gradient[i])).toBe(0);
      });
  });

  test('leaves no tensor behind', () => {
    const quantize = functionOf(quantizer);
    const x = column(POINTS);
    const before = tf.memory().numTensors;
    for (let step = 0; step < 3; step++) tf.tidy(() => void tf.grad((input) => quantize(input).sum())(x));
    expect(tf.memory().numTensors).toBe(before);
  });
});

test.each<[string, QuantizerConfig, Role]>([
  ['conv: expected a quantizer (sign, approx-sign,', 'tanh', 'kernel'],
  ['got "toString"', 'toString', 'kernel'],
  ['got "residual-sign-kernel"', 'residual-sign-kernel', 'input'],
  ['got "react-sign"', 'react-sign', 'kernel'],
  ['conv approx-sign: expected no settings, got "clip"', { name: 'approx-sign', clip: 1 }, 'input'],
  ['conv sign: expected settings among clip, got "bits"', { name: 'sign', bits: 1 }, 'input'],
  ['conv sign: expected clip to be a number above 0, got 0', { name: 'sign', clip: 0 }, 'input'],
  ['expected bits to be an integer from 1 to 4, got 5', { name: 'residual-sign', bits: 5 }, 'kernel'],
  ['expected scale to be live, got "frozen"', { name: 'residual-sign', scale: 'frozen' }, 'kernel'],
  ['expected scale to be frozen or live or learned, got "fixed"', { name: 'residual-sign', scale: 'fixed' }, 'input'],
  ['expected meanBits to be a number from 1 to 4, got 0.5', { name: 'mean-bits', meanBits: 0.5 }, 'kernel'],
])('rejected with "%s"', async (part, config, role) => {
  const message = expect.stringContaining(part) as string;
  expect(await thrownBy(() => createQuantizer(config, { role, where: 'conv' }))).toMatchObject({
    code: 'E_LAYER',
    message,
  });
});

test.each(['sign', 'mySign', ''])('an own quantizer cannot be called "%s"', async (name) => {
  const identity = (x: tf.Tensor): tf.Tensor => x;
  expect(await thrownBy(() => registerQuantizer(name, { forward: identity, derivative: tf.onesLike }))).toMatchObject({
    code: 'E_LAYER',
  });
});

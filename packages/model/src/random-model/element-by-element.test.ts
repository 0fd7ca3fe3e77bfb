// Every layer of random models against a second evaluation, written from docs/format.md alone: one element at a time,
// signs as ±1, rounding by storing into a Float32Array.
import type { Layer, Model } from '../graph';
import { INPUT } from '../graph';
import { run } from '../interpreter';
import type { Window } from '../layers/window';
import type { Tensor } from '../tensor';
import { randomImages } from './random-images';
import { randomModel } from './random-model';

type Place = readonly [row: number, column: number, channel: number];
type Evaluate<Kind> = (layer: Extract<Layer, { kind: Kind }>, inputs: Tensor[], place: Place) => number;

const store = new Float32Array(1);
const float32 = (x: number): number => ((store[0] = x), store[0]);
const bitOf = (x: number): number => (x < 0 ? 1 : 0);
const at = ({ width, channels, data }: Tensor, [i, j, c]: Place): number => data[(i * width + j) * channels + c];

interface Tap {
  readonly place: readonly [number, number];
  readonly isInside: boolean;
}

function tapsOf({ size, stride, dilation, padding }: Window, { height, width }: Tensor, [i, j]: Place): Tap[] {
  return Array.from({ length: size[0] * size[1] }, (_, tap) => {
    const row = i * stride[0] - padding.top + Math.floor(tap / size[1]) * dilation[0];
    const column = j * stride[1] - padding.left + (tap % size[1]) * dilation[1];
    return { place: [row, column], isInside: row >= 0 && row < height && column >= 0 && column < width };
  });
}

const valuesUnder = (window: Window, x: Tensor, place: Place): number[] =>
  tapsOf(window, x, place)
    .filter(({ isInside }) => isInside)
    .map((tap) => at(x, [...tap.place, place[2]]));

const EVALUATE: { readonly [Kind in Layer['kind']]?: Evaluate<Kind> } = {
  add: (_layer, [a, b], place) => float32(at(a, place) + at(b, place)),

  concat: (_layer, [a, b], [i, j, c]) => (c < a.channels ? at(a, [i, j, c]) : at(b, [i, j, c - a.channels])),

  sign: (_layer, [x], place) => bitOf(at(x, place)),

  'max-pool': ({ window }, [x], place) =>
    valuesUnder(window, x, place).reduce((best, value) => (value > best ? value : best)),

  'average-pool'({ window }, [x], place) {
    const values = valuesUnder(window, x, place);
    const round = x.element === 'int32' ? (value: number) => value : float32;
    return float32(float32(values.reduce((sum, value) => round(sum + value), 0)) / values.length);
  },

  'multi-threshold'({ planes, intervals, perElement, lower, upper }, [acc], [i, j, c]) {
    const [numPlaces, plane] = [perElement ? acc.height * acc.width : 1, Math.floor(c / acc.channels)];
    const place = perElement ? i * acc.width + j : 0;
    const sum = at(acc, [i, j, c % acc.channels]);
    for (let t = plane * intervals; t < (plane + 1) * intervals; t++) {
      const k = (t * numPlaces + place) * acc.channels + (c % acc.channels);
      if (lower[k] <= sum && sum <= upper[k]) return 0;
    }
    expect(plane).toBeLessThan(planes);
    return 1;
  },

  'residual-sign'({ scales }, [x], [i, j, c]) {
    let rest = at(x, [i, j, c % x.channels]);
    for (let p = 0; p < Math.floor(c / x.channels); p++) rest = float32(rest + (rest < 0 ? scales[p] : -scales[p]));
    return bitOf(rest);
  },

  'plane-sum'({ planes, scales }, [acc], [i, j, f]) {
    const filters = acc.channels / planes;
    const products = Array.from({ length: planes }, (_, p) => {
      const k = p * filters + f;
      return float32(scales[k] * at(acc, [i, j, k]));
    });
    return products.reduce((sum, product) => float32(sum + product));
  },

  'int8-dense'({ weights, scale, offset }, [x], [, , o]) {
    const row = weights.subarray(o * x.data.length, (o + 1) * x.data.length);
    const sum = row.reduce((partial, q, k) => float32(partial + float32(q * x.data[k])), 0);
    const y = float32(scale[o] * sum);
    return offset === null ? y : float32(y + offset[o]);
  },

  'byte-table': ({ perChannel, table }, [x], place) => table[(perChannel ? 256 * place[2] : 0) + at(x, place)],

  clip: ({ minimum, maximum }, [x], place) => {
    const value = at(x, place);
    if (value < minimum) return minimum;
    return value > maximum ? maximum : value;
  },

  upsample: ({ factors: [rows, columns] }, [x], [i, j, c]) => at(x, [Math.floor(i / rows), Math.floor(j / columns), c]),

  quantize({ scale, zeroPoints }, [x], [i, j, c]) {
    const quotient = float32(at(x, [i, j, c]) / scale[c]);
    const below = Math.floor(quotient);
    const isUp = quotient - below > 0.5 || (quotient - below === 0.5 && below % 2 !== 0);
    return Math.min(255, Math.max(0, below + (isUp ? 1 : 0) + zeroPoints[c]));
  },

  'float-conv2d'({ window, groups, filters, weights, bias }, [x], [i, j, o]) {
    const rowLength = x.channels / groups;
    const first = Math.floor(o / (filters / groups)) * rowLength;
    let sum = (bias === null ? 0 : bias[o]) + 0;
    tapsOf(window, x, [i, j, o]).forEach(({ place, isInside }, tap, taps) => {
      for (let c = 0; isInside && c < rowLength; c++) {
        const product = float32(at(x, [...place, first + c]) * weights[(o * taps.length + tap) * rowLength + c]);
        sum = float32(sum + product);
      }
    });
    return sum;
  },

  'binary-conv2d'({ window, groups, filters, padValue, weights }, [x], [i, j, o]) {
    if (weights.type === 'latent') throw new Error('random run-time models hold signs');
    const rowLength = x.channels / groups;
    const first = Math.floor(o / (filters / groups)) * rowLength;
    let sum = 0;
    tapsOf(window, x, [i, j, o]).forEach(({ place, isInside }, tap, taps) => {
      for (let c = 0; c < rowLength; c++) {
        const k = (o * taps.length + tap) * rowLength + c;
        if (weights.mask?.[k] === 0) continue;
        const activation = isInside ? 1 - 2 * at(x, [...place, first + c]) : padValue;
        sum += activation * (1 - 2 * weights.values[k]);
      }
    });
    return sum;
  },
};

/** Max elements of each layer, evenly spread: all of every layer would take minutes. */
const MAX_ELEMENTS = 300;

function checkModel(model: Model, seed: number, checked: Set<string>): void {
  const [image] = randomImages(model, 1, seed);
  const tensors = new Map<string, Tensor>([[INPUT, image]]);
  run(model, image, (layer, output) => {
    tensors.set(layer.name, output);
    const evaluate = EVALUATE[layer.kind] as Evaluate<Layer['kind']> | undefined;
    if (evaluate === undefined) return;
    const inputs = layer.inputs.map((name) => tensors.get(name)!);
    const step = Math.ceil(output.data.length / MAX_ELEMENTS);
    for (let k = 0; k < output.data.length; k += step) {
      const pixel = Math.floor(k / output.channels);
      const place = [Math.floor(pixel / output.width), pixel % output.width, k % output.channels] as const;
      const expected = evaluate(layer, inputs, place);
      if (!Object.is(output.data[k], expected)) {
        const found = { seed, layer: layer.name, place, value: output.data[k] };
        expect(found).toEqual({ ...found, value: expected });
      }
    }
    checked.add(layer.kind);
  });
}

test('the reference is what docs/format.md says, element by element', () => {
  const checked = new Set<string>();
  for (let seed = 0; seed < 100; seed++) checkModel(randomModel(seed), seed, checked);
  expect([...checked].sort()).toEqual(Object.keys(EVALUATE).sort());
});

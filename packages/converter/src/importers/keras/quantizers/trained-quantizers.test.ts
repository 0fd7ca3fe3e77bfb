// The trainer's quantizers as they come back from a file, held to the formulas of docs/quantizers.md.
import { meanBitsMap, roundHalfEven, run, seededRandom, type Model } from '@bitplane/model';
import { errorLike } from '@bitplane/cli/test-support';
import { importDraft } from '../../../test-support/import-draft';
import { LayersModelDraft } from '../../../test-support/layers-model-files';
import { applyPasses } from '../../../passes';

const SIZE = 4;
const CHANNELS = 3;
const NUM_ELEMENTS = SIZE * SIZE * CHANNELS;
const SCALES = [0.8, 0.45, 0.25, 0.1];

const SCALE = 3 / 256;
const ZERO_POINT = 171;

/** Numbers of float32, of which none but 0 lies on a step of a quantizer. */
const numberOf = (byte: number): number => (byte - ZERO_POINT) * SCALE;

const BYTES = Uint8Array.from({ length: NUM_ELEMENTS }, (_, k) => (k * 37) % 256);

/** Each channel by +1: what the layer makes is its quantized input. */
function importInput(input_quantizer: unknown, numScales = 0): Model {
  const draft = new LayersModelDraft(1, SIZE)
    .add('Rescaling', { name: 'rescale', scale: SCALE, offset: -ZERO_POINT * SCALE })
    .add(
      'BinaryDepthwiseConv2D',
      { name: 'deep', kernel_size: [1, 1], use_bias: false, input_quantizer },
      { depthwise_kernel: [1, 1, CHANNELS, 1], ...(numScales > 0 ? { input_scale: [numScales] } : {}) },
    );
  for (const { name, values } of draft.weights)
    values.set(name === 'deep/input_scale' ? SCALES.slice(0, numScales) : [1, 1, 1]);
  return importDraft(draft);
}

/** Through the interpreter before the passes and after them. */
function outputs(model: Model, data: Uint8Array): number[][] {
  const image = { element: 'uint8', ...model.input, data } as const;
  return [model, applyPasses(model)].map((each) => [...(run(each, image).data as Float32Array)]);
}

const float32 = (values: readonly number[]): number[] => values.map(Math.fround);

/** Σ s_i·b_i over the bits that an element has. */
function residual(x: number, numBits: number, scales: readonly number[]): number {
  let [sum, rest] = [0, x];
  for (const scale of float32(scales.slice(0, numBits))) {
    const share = rest >= 0 ? scale : -scale;
    sum += share;
    rest -= share;
  }
  return sum;
}

const levels = (bits: number) => (x: number) =>
  roundHalfEven(Math.min(Math.max(x, 0), 1) * (2 ** bits - 1)) / (2 ** bits - 1);

describe('of an input:', () => {
  test.each<[string, unknown, (x: number) => number]>([
    ['dorefa', 'dorefa', levels(2)],
    ['dorefa of one bit', { name: 'dorefa', bits: 1 }, levels(1)],
    ['dorefa of four bits', { name: 'dorefa', bits: 4 }, levels(4)],
    ['ste-heaviside', 'ste-heaviside', (x) => (x > 0 ? 1 : 0)],
    ['ste-tern', { name: 'ste-tern', threshold: 0.5 }, (x) => (Math.abs(x) > 0.5 ? Math.sign(x) : 0)],
  ])('%s', (_, quantizer, q) => {
    for (const output of outputs(importInput(quantizer), BYTES))
      expect(output).toEqual(Array.from(BYTES, (byte) => expect.closeTo(q(numberOf(byte)), 6) as number));
  });

  const drawn = meanBitsMap(NUM_ELEMENTS, 1.6, 5);

  test.each<[string, unknown, number, (element: number) => number]>([
    ['bit-map of channels', { name: 'bit-map', bits: [1, 2, 3] }, 3, (element) => 1 + (element % CHANNELS)],
    ['mean-bits', { name: 'mean-bits', mean_bits: 1.6, seed: 5 }, 2, (element) => drawn[element]],
    ['mean-bits of whole numbers', { name: 'mean-bits', mean_bits: 2, scale: 'learned' }, 2, () => 2],
  ])('%s', (_, quantizer, numScales, bits) => {
    const values = Array.from(BYTES, (byte, element) => residual(numberOf(byte), bits(element), SCALES));
    for (const output of outputs(importInput(quantizer, numScales), BYTES))
      expect(output).toEqual(values.map((value) => expect.closeTo(value, 6) as number));
  });

  test.each<[string, unknown, RegExp]>([
    ['five bits of dorefa', { name: 'dorefa', bits: 5 }, /bits to be an integer from 1 to 4, got 5/],
    ['a threshold of the batch', { name: 'ste-tern', adaptive: true }, /adaptive false, got true; .*other images/],
    ['more bits in the mean than there are', { name: 'mean-bits', mean_bits: 4.5 }, /mean_bits from 1 to 4, got 4.5/],
  ])('%s is rejected', (_, quantizer, message) => {
    expect(() => importInput(quantizer)).toThrow(errorLike('E_LAYER', new RegExp(`layer deep: .*${message.source}`)));
  });
});

describe('of a kernel:', () => {
  const random = seededRandom(2);
  const FILTERS = 24;
  const latents = Float32Array.from({ length: CHANNELS * FILTERS }, () => random.bell());

  /** A pixel whose signs are one +1 and else −1 has that channel's weights less the others'. */
  function importKernel(kernel_quantizer: unknown): Model {
    const draft = new LayersModelDraft(1, 1).add('Rescaling', { name: 'rescale', scale: 1, offset: -128 }).add(
      'BinaryConv2D',
      { name: 'conv', filters: FILTERS, kernel_size: [1, 1], use_bias: false, kernel_quantizer },
      {
        kernel: [1, 1, CHANNELS, FILTERS],
      },
    );
    draft.weights[0].values.set(latents);
    return importDraft(draft);
  }

  const largest = Math.max(...Array.from(latents, (w) => Math.abs(Math.tanh(w))));
  const dorefa = (bits: number) => latents.map((w) => 2 * levels(bits)((Math.tanh(w) / largest + 1) / 2) - 1);

  function meanBits(): Float32Array {
    const map = meanBitsMap(latents.length, 1.5, 3);
    const [quantized, rest] = [new Float64Array(latents.length), Float64Array.from(latents)];
    for (let plane = 0; plane < 2; plane++) {
      const there = Array.from(map.keys()).filter((k) => map[k] > plane);
      const scale = there.reduce((sum, k) => sum + Math.abs(rest[k]), 0) / there.length;
      for (const k of there) {
        quantized[k] += rest[k] >= 0 ? scale : -scale;
        rest[k] -= rest[k] >= 0 ? scale : -scale;
      }
    }
    return Float32Array.from(quantized);
  }

  test.each<[string, unknown, Float32Array]>([
    ['dorefa', 'dorefa', dorefa(2)],
    ['dorefa of five bits', { name: 'dorefa', bits: 5 }, dorefa(5)],
    ['mean-bits', { name: 'mean-bits', mean_bits: 1.5, seed: 3 }, meanBits()],
  ])('%s', (_, quantizer, quantized) => {
    const model = importKernel(quantizer);
    for (let channel = 0; channel < CHANNELS; channel++) {
      const data = Uint8Array.from({ length: CHANNELS }, (__, c) => (c === channel ? 255 : 0));
      const expected = Array.from({ length: FILTERS }, (__, filter) =>
        Array.from(data).reduce((sum, byte, c) => sum + (byte > 0 ? 1 : -1) * quantized[c * FILTERS + filter], 0),
      );
      for (const output of outputs(model, data))
        expect(output).toEqual(expected.map((value) => expect.closeTo(value, 5) as number));
    }
  });
});

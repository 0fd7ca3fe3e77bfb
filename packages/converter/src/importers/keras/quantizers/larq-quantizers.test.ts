// Larq's quantizers, held to the numbers that Larq 0.14.0 gives on TensorFlow 2.15.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NUM_BYTES, run, type Model, type TensorOf } from '@bitplane/model';
import { errorLike } from '@bitplane/cli/test-support';
import { writeH5 } from '../../../test-support/keras-files';
import type { LayerConfig, WeightEntry } from '../../../test-support/layers-model-files';
import { importKerasFile } from '../../keras-files/import-keras-file';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-larq-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Thresholds, halves between levels, and what lies beside them. */
const NUMBERS = Float32Array.of(
  ...[-1.5, -0.1, -0.05, -1e-6, -0, 0, 1e-6, 0.05, 0.1, 1 / 6, 0.2, 0.5, 5 / 6, 0.9, 1.5],
);

/** The network of the file, to which byte u is the u-th number. */
function importOf(file: string): Model {
  const { model } = importKerasFile(file, { input: 'u8' });
  const table = Float64Array.from({ length: NUM_BYTES }, (_, u) => NUMBERS[u] ?? 0);
  const layers = model.layers.map((layer) => (layer.kind === 'byte-table' ? { ...layer, table } : layer));
  return { ...model, layers };
}

interface Only {
  readonly className: string;
  readonly config: Omit<LayerConfig, 'name'>;
  readonly weights: readonly Omit<WeightEntry, 'values'>[];
  readonly values: Float32Array;
  readonly image: readonly number[];
  /** 1 where it is not given. */
  readonly channels?: number;
}

/** A network of one layer that reads an image of one row. */
function only({ className, config, weights, values, image, channels = 1 }: Only): Model {
  const file = join(folder, 'only.h5');
  const layers = [
    {
      class_name: 'InputLayer',
      config: { name: 'in', batch_input_shape: [null, 1, image.length / channels, channels] },
    },
    { class_name: className, config: { name: 'q', use_bias: false, ...config } },
  ];
  writeH5(file, { layers, weights: weights.map((weight) => ({ ...weight, name: `q/${weight.name}`, values })) });
  return importOf(file);
}

function scores(network: Only): number[] {
  const model = only(network);
  const image: TensorOf<'uint8'> = { element: 'uint8', ...model.input, data: Uint8Array.from(network.image) };
  return [...(run(model, image).data as Float64Array)];
}

const closeTo = (values: readonly number[]): number[] => values.map((value) => expect.closeTo(value, 6) as number);

const third = 1 / 3;
const seventh = 1 / 7;
const zeros = (n: number) => Array.from({ length: n }, () => 0);
const ones = (n: number) => Array.from({ length: n }, () => 1);

const quantizer = (class_name: string, config: object = {}) => ({ module: 'larq.quantizers', class_name, config });

describe('of an input:', () => {
  const quantized = (input_quantizer: unknown, more: object = {}): Only => ({
    className: 'QuantConv2D',
    config: { filters: 1, kernel_size: [1, 1], input_quantizer, kernel_quantizer: null, ...more },
    weights: [{ name: 'kernel', shape: [1, 1, 1, 1] }],
    values: Float32Array.of(1),
    image: Array.from(NUMBERS, (_, u) => u),
  });
  const sign = [-1, -1, -1, -1, ...ones(11)];

  test.each<[string, unknown, number[]]>([
    ['SteSign', quantizer('SteSign', { clip_value: 1.25 }), sign],
    ['"approx_sign"', 'approx_sign', sign],
    ['"Larq>SwishSign"', { class_name: 'Larq>SwishSign', config: { beta: 5 } }, sign],
    ['SteTern', quantizer('SteTern', { threshold_value: 0.1 }), [-1, -1, ...zeros(6), ...ones(7)]],
    ['SteHeaviside', quantizer('SteHeaviside'), [...zeros(6), ...ones(9)]],
    ['DoReFa of 1 bit', quantizer('DoReFa', { k_bit: 1 }), [...zeros(12), ...ones(3)]],
    ['DoReFa of 2 bits', 'dorefa_quantizer', [...zeros(10), third, 2 * third, 2 * third, 1, 1]],
    [
      'DoReFa of 3 bits',
      quantizer('DoReFa', { k_bit: 3, mode: 'activations' }),
      [...zeros(8), seventh, seventh, seventh, 4 * seventh, 6 * seventh, 6 * seventh, 1],
    ],
    ['NoOp', quantizer('NoOp', { precision: 1 }), [...NUMBERS]],
  ])('%s', (_, config, values) => {
    expect(scores(quantized(config))).toEqual(closeTo(values));
  });

  test.each<[string, unknown, RegExp]>([
    ['SteTern of the batch', quantizer('SteTern', { ternary_weight_networks: true }), /fixed threshold.*other images/],
    ['MagnitudeAwareSign', 'magnitude_aware_sign', /quantizer of activations.*other images/],
    ['DoReFa of weights', quantizer('DoReFa', { mode: 'weights' }), /mode activations/],
    ['eight bits', quantizer('DoReFa', { k_bit: 8 }), /k_bit from 1 to 4, got 8/],
    ["one's own", quantizer('MySign'), /expected input_quantizer of Larq: SteSign, .*got MySign/],
    ['a misspelt one', 'ste_sing', /got ste_sing, did you mean "ste_sign"\?/],
  ])('%s is rejected', (_, config, message) => {
    expect(() => only(quantized(config))).toThrow(errorLike('E_LAYER', new RegExp(`layer q: .*${message.source}`)));
  });

  test.each([
    // A row of three taps on the first and last number; outside: pad_values after the quantizer.
    ['signs', 'ste_sign', 1, [1 + -1 + -1, 1 + 1 + 1]],
    ['signs', 'ste_sign', -1, [-1 + -1 + -1, 1 + 1 - 1]],
    ['signs', 'ste_sign', 0, [-1 + -1, 1 + 1]],
    ['three levels', quantizer('SteTern', { threshold_value: 0.1 }), 0, [-1 + -1, 1 + 1]],
    ['three levels', quantizer('SteTern', { threshold_value: 0.1 }), 1, [1 + -1 + -1, 1 + 1 + 1]],
    ['three levels', quantizer('SteTern', { threshold_value: 0.1 }), -1, [-1 + -1 + -1, 1 + 1 - 1]],
    ['0 and 1', 'ste_heaviside', 0, [0, 1 + 1]],
    ['0 and 1', 'ste_heaviside', 1, [1, 1 + 1 + 1]],
    ['four levels', 'dorefa_quantizer', 0, [0, 1 + 1]],
    ['four levels', 'dorefa_quantizer', 1, [1, 1 + 1 + 1]],
  ])('%s of %j padded with %d', (_, config, pad_values, [first, last]) => {
    const network = quantized(config, { kernel_size: [1, 3], padding: 'same', pad_values });
    const row = scores({
      ...{ ...network, weights: [{ name: 'kernel', shape: [1, 3, 1, 1] }], values: Float32Array.of(1, 1, 1) },
    });
    expect([row[0], row.at(-1)]).toEqual(closeTo([first, last]));
  });
});

describe('of a kernel, at numbers and at signs:', () => {
  const quantized = (kernel_quantizer: unknown, input_quantizer: unknown): Only => ({
    className: 'QuantConv2D',
    config: { filters: NUMBERS.length, kernel_size: [1, 1], kernel_quantizer, input_quantizer },
    weights: [{ name: 'kernel', shape: [1, 1, 1, NUMBERS.length] }],
    values: NUMBERS,
    image: [NUMBERS.length - 1],
  });

  test.each<[string, unknown, number[]]>([
    ['SteSign', 'ste_sign', [-1, -1, -1, -1, ...ones(11)]],
    ['SteTern', quantizer('SteTern', { threshold_value: 0.1 }), [-1, -1, ...zeros(6), ...ones(7)]],
    [
      'SteTern of its own mean',
      quantizer('SteTern', { ternary_weight_networks: true }),
      [-1, ...zeros(10), ...ones(4)],
    ],
    ['SteHeaviside', 'ste_heaviside', [...zeros(6), ...ones(9)]],
    [
      'DoReFa of weights',
      quantizer('DoReFa', { mode: 'weights' }),
      [-1, -third, -third, -third, ...ones(8).map(() => third), 1, 1, 1],
    ],
    ['DoReFa of activations', quantizer('DoReFa'), [...zeros(10), third, 2 * third, 2 * third, 1, 1]],
  ])('%s', (_, config, values) => {
    const scaled = values.map((value) => value * NUMBERS[NUMBERS.length - 1]);
    expect(scores(quantized(config, null))).toEqual(closeTo(scaled));
    expect(scores(quantized(config, 'ste_sign'))).toEqual(closeTo(values));
  });

  test('MagnitudeAwareSign of a depthwise kernel has one scale for each multiplier', () => {
    const network: Only = {
      className: 'QuantDepthwiseConv2D',
      config: {
        ...{ kernel_size: [1, 1], depth_multiplier: 2, input_quantizer: 'ste_sign' },
        depthwise_quantizer: 'magnitude_aware_sign',
      },
      weights: [{ name: 'depthwise_kernel', shape: [1, 1, 3, 2] }],
      values: Float32Array.of(1, -2, 3, -4, 5, 6),
      image: [14, 14, 14],
      channels: 3,
    };
    expect(scores(network)).toEqual(closeTo([3, -4, 3, -4, 3, 4]));
  });

  test('weights of ±1 that nothing quantizes are binary at signs', () => {
    const network = quantized(quantizer('NoOp', { precision: 1 }), 'ste_sign');
    const values = NUMBERS.map((number) => (number < 0 ? -1 : 1));
    const kinds = (weights: Float32Array) => only({ ...network, values: weights }).layers.map(({ kind }) => kind);
    expect(kinds(values)).toEqual(['byte-table', 'sign', 'binary-conv2d']);
    expect(kinds(NUMBERS)).toContain('conv2d');
  });
});

test('a separable convolution quantizes nothing between its two', () => {
  const layers = [
    { class_name: 'InputLayer', config: { name: 'in', batch_input_shape: [null, 1, 3, 1] } },
    {
      class_name: 'QuantSeparableConv2D',
      config: {
        ...{ name: 'q', filters: 1, kernel_size: [1, 3], input_quantizer: 'ste_sign' },
        ...{ depthwise_quantizer: 'ste_sign', pointwise_quantizer: 'ste_sign' },
      },
    },
  ];
  const weight = (name: string, shape: number[], ...values: number[]) => ({
    ...{ name: `q/${name}`, shape, values: Float32Array.from(values) },
  });
  const file = join(folder, 'separable.h5');
  const weights = [
    weight('depthwise_kernel', [1, 3, 1, 1], 1, 1, 1),
    weight('pointwise_kernel', [1, 1, 1, 1], -1),
    weight('bias', [1], 0.5),
  ];
  writeH5(file, { layers, weights });
  const model = importOf(file);
  const image = { element: 'uint8', ...model.input, data: Uint8Array.of(14, 14, 14) } as const;
  expect([...run(model, image).data]).toEqual([-3 + 0.5]);
});

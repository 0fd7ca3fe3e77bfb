// What the binary classes become, by their quantizers.
import { errorLike } from '@bitplane/cli/test-support';
import { run, zeros, type BinaryConv2D, type Model, type PlaneSum, type ResidualSign } from '@bitplane/model';
import { importDraft } from '../../../test-support/import-draft';
import { LayersModelDraft, type WeightShapes } from '../../../test-support/layers-model-files';
import { binaryConv, rescale } from '../../../test-support/networks/parts';

const CHANNELS = 3;
const FILTERS = 2;

/** x = u − 128 → the binary convolution of 3×3. */
function importConv(more: Record<string, unknown>, weights: WeightShapes = {}): Model {
  const conv = binaryConv('conv', [CHANNELS, FILTERS], { more: { input_quantizer: 'sign', ...more }, weights });
  const draft = new LayersModelDraft(3, 5).add('Rescaling', { name: 'rescale', scale: 1, offset: -128 }).add(...conv);
  draft.weights
    .find(({ name }) => name === 'conv/input_scale')
    ?.values.set([40, 20, 10, 5].slice(0, weights.input_scale[0]));
  return importDraft(draft);
}

const shapeOf = ({ layers }: Model) => layers.map(({ kind, name }) => [kind, name]);
const convOf = ({ layers }: Model) => layers.find((layer): layer is BinaryConv2D => layer.kind === 'binary-conv2d')!;

test('signs of one bit become a convolution of integers and a bias', () => {
  const model = importConv({ kernel_quantizer: 'swish-sign' });
  expect(shapeOf(model)).toEqual([
    ['normalize', 'rescale'],
    ['sign', 'conv/input'],
    ['binary-conv2d', 'conv/sums'],
    ['affine', 'conv'],
  ]);
  expect(model.layers.at(-1)).toMatchObject({ scale: null });
});

test('one scaled bit has its scales beside the bias', () => {
  const scaled = importConv({ kernel_quantizer: 'magnitude-aware-sign' });
  const plain = importConv({});
  const length = 9 * CHANNELS;
  const latents = [...convOf(plain).weights.values];
  const means = [0, 1].map((f) =>
    latents.slice(f * length, (f + 1) * length).reduce((sum, weight) => sum + Math.abs(weight) / length, 0),
  );
  const { scale } = scaled.layers.at(-1) as { scale?: Float64Array };
  expect([...scale!].map((value, f) => value / means[f])).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
});

test('two bits of an input and three of a kernel are six pairs, a group for each bit of the input', () => {
  const model = importConv(
    { input_quantizer: { name: 'residual-sign', bits: 2 }, kernel_quantizer: { name: 'residual-sign', bits: 3 } },
    { input_scale: [2] },
  );
  expect(shapeOf(model).slice(1)).toEqual([
    ['residual-sign', 'conv/input'],
    ['binary-conv2d', 'conv/sums'],
    ['plane-sum', 'conv/planes'],
    ['affine', 'conv'],
  ]);
  const conv = convOf(model);
  expect(conv).toMatchObject({ groups: 2, filters: 2 * 3 * FILTERS });
  const half = conv.weights.values.length / 2;
  expect(conv.weights.values.subarray(half)).toEqual(conv.weights.values.subarray(0, half));
  const { scales } = model.layers.find(({ kind }) => kind === 'residual-sign') as ResidualSign;
  const sum = model.layers.find(({ kind }) => kind === 'plane-sum') as PlaneSum;
  expect([...scales]).toEqual([40, 20]);
  // Pair i·m + j: the second bit of the input has half of the first one's scale.
  expect([...sum.scales].slice(6)).toEqual([...sum.scales].slice(0, 6).map((scale) => scale / 2));
});

test('the planes compute what the quantized operands would, number by number', () => {
  const model = importConv(
    {
      input_quantizer: { name: 'residual-sign', bits: 2 },
      kernel_quantizer: { name: 'residual-sign-kernel', bits: 2 },
    },
    { input_scale: [2] },
  );
  const [conv, sum] = [convOf(model), model.layers.find(({ kind }) => kind === 'plane-sum') as PlaneSum];
  const image = zeros('uint8', model.input);
  image.data.forEach((_, k) => (image.data[k] = (k * 37) % 256));
  const { data } = run({ ...model, layers: model.layers.slice(0, -1) }, image);
  const quantized = (u: number) => {
    const first = u - 128 >= 0 ? 40 : -40;
    return first + (u - 128 - first >= 0 ? 20 : -20);
  };
  const length = 9 * CHANNELS;
  const weight = (f: number, k: number) =>
    [0, 1].reduce((total, plane) => {
      const sign = conv.weights.values[(plane * FILTERS + f) * length + k] >= 0 ? 1 : -1;
      return total + (sign * sum.scales[plane * FILTERS + f]) / 40;
    }, 0);
  // The pixel in the middle: no tap lies outside.
  for (const f of [0, 1]) {
    let expected = 0;
    for (let k = 0; k < length; k++) {
      const [row, column, channel] = [1 + Math.floor(k / 9), 1 + (Math.floor(k / 3) % 3), k % 3];
      expected += weight(f, k) * quantized(image.data[(row * 5 + column) * 3 + channel]);
    }
    expect(data[(2 * 5 + 2) * FILTERS + f]).toBeCloseTo(expected, 8);
  }
});

test('weights that are not there take a mask, and sign 0', () => {
  const { weights } = convOf(importConv({ kernel_quantizer: { name: 'ste-tern', threshold: 0.5 } }));
  const latents = convOf(importConv({})).weights.values;
  expect(weights).toEqual({
    type: 'signs',
    values: Uint8Array.from(latents, (weight: number) => (weight < -0.5 ? 1 : 0)),
    mask: Uint8Array.from(latents, (weight: number) => (Math.abs(weight) > 0.5 ? 1 : 0)),
  });
});

test('a bit map of one number for each filter reaches all weights of the filter', () => {
  const { weights } = convOf(importConv({ kernel_quantizer: { name: 'bit-map', bits: [2, 1] } }));
  const length = 9 * CHANNELS;
  expect(weights).toMatchObject({ type: 'signs' });
  const mask = 'mask' in weights ? [...weights.mask!] : [];
  expect(mask).toEqual([0, 1, 2, 3].flatMap((row) => new Array<number>(length).fill(row < 3 ? 1 : 0)));
});

describe('rejects by the name of the layer, with what to train instead,', () => {
  const two = { input_scale: [2] };
  test.each<[string, Record<string, unknown>, WeightShapes, RegExp]>([
    ['live scales', { input_quantizer: { name: 'residual-sign', scale: 'live' } }, two, /conv: .*live; .*'frozen'/],
    ['a quantizer of the user', { kernel_quantizer: 'tanh-sign' }, {}, /conv: .*got tanh-sign/],
    ['five bits', { kernel_quantizer: { name: 'residual-sign', bits: 5 } }, {}, /conv: .*from 1 to 4, got 5/],
    [
      'padding without a scale',
      { input_quantizer: { name: 'residual-sign' }, pad_value: 1 },
      two,
      /conv: .*pad_value 0/,
    ],
    ['a map of another shape', { kernel_quantizer: { name: 'bit-map', bits: [1, 2, 3] } }, {}, /conv: .*\[3,3,3,2\]/],
    ['a map of no bits', { kernel_quantizer: { name: 'bit-map', bits: [0, 1] } }, {}, /conv: .*from 1 to 4, got 0/],
    ['no name', { kernel_quantizer: { bits: 2 } }, {}, /conv: expected kernel_quantizer to be a name/],
  ])('%s', (_, more, weights, message) => {
    expect(() => importConv(more, weights)).toThrow(errorLike('E_LAYER', message));
  });

  test('groups of several bits', () => {
    const conv = binaryConv('conv', [1, 3], { more: { groups: 3, kernel_quantizer: { name: 'residual-sign' } } });
    expect(() => importDraft(new LayersModelDraft(1, 5).add(...rescale).add(...conv))).toThrow(
      errorLike('E_LAYER', /conv: expected groups 1 .*got 3/),
    );
  });

  test('a scale that is not above 0', () => {
    const conv = binaryConv('conv', [3, 2], {
      more: { input_quantizer: { name: 'residual-sign', bits: 1, scale: 'learned' } },
      weights: { input_scale: [1] },
    });
    const draft = new LayersModelDraft(1, 5).add(...rescale).add(...conv);
    draft.weights.find(({ name }) => name === 'conv/input_scale')!.values[0] = -0.5;
    expect(() => importDraft(draft)).toThrow(errorLike('E_VALUE', /conv: .*-0.5 at input_scale\[0\]/));
  });
});

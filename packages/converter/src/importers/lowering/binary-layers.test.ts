import { BitplaneError, run, type Layer } from '@bitplane/model';
import { binaryLayers, type BinaryOperation } from './binary-layers';
import { residualSigns, shiftedSigns, signs } from './input-planes';
import { maskedPlane, signPlane } from './kernel-plane';
import { residualPlanes } from './residual-planes';

const operand = { name: 'conv', input: 'numbers' };
const kernel = Float32Array.of(0.5, -2, 1, 0, -0.25, 4);
const image = { element: 'uint8', height: 1, width: 1, channels: 3, data: Uint8Array.of(3, 128, 250) } as const;

/** Two filters on one pixel of three channels. */
const operation: BinaryOperation = {
  name: 'conv',
  inputPlanes: signs(operand),
  kernelPlanes: [signPlane(kernel)],
  geometry: {
    filters: 2,
    window: { size: [1, 1], stride: [1, 1], dilation: [1, 1], padding: { top: 0, left: 0, bottom: 0, right: 0 } },
    groups: 1,
  },
  padValue: 0,
  bias: null,
  reject: (expected, got) => {
    throw new BitplaneError('E_LAYER', `here: ${expected}, got ${String(got)}`);
  },
};

const normalize: Layer = {
  kind: 'normalize',
  name: 'numbers',
  inputs: ['input'],
  zeroPoints: Uint8Array.of(128, 128, 128),
  scale: 1,
};

/** Of the numbers −125, 0, 122. */
const outputOf = (more: Partial<BinaryOperation>): number[] => [
  ...run({ name: 'one', input: image, layers: [normalize, ...binaryLayers({ ...operation, ...more })] }, image).data,
];

test('one plane of signs: −1, 1, 1 times the signs of each filter', () => {
  expect(outputOf({})).toEqual([-1 - 1 + 1, -1 - 1 + 1]);
});

test('the last layer has the name of the operation, whatever comes before it', () => {
  const bias = Float64Array.of(10, 20);
  const two = residualSigns(operand, Float64Array.of(100, 20));
  for (const more of [{}, { bias }, { inputPlanes: two }, { bias, inputPlanes: two }])
    expect(binaryLayers({ ...operation, ...more }).at(-1)!.name).toBe('conv');
});

test('a bias, a shift, a mask', () => {
  expect(outputOf({ bias: Float64Array.of(10, 20) })).toEqual([9, 19]);
  expect(outputOf({ inputPlanes: shiftedSigns(operand, Float64Array.of(126, -1, 0)) })).toEqual([1 + 1 + 1, 1 + 1 + 1]);
  expect(outputOf({ kernelPlanes: [maskedPlane(kernel, (weight) => Math.abs(weight) > 0.5)] })).toEqual([-1 + 1, 1]);
});

test('planes of both operands: the sum of all products with their scales', () => {
  const inputPlanes = residualSigns(operand, Float64Array.of(100, 20));
  const kernelPlanes = residualPlanes(kernel, { numPlanes: 2, filters: 2, perFilter: true, map: null });
  const x = [-120, 80, 120];
  const weights = [0, 1, 2, 3, 4, 5].map((k) =>
    kernelPlanes.reduce((sum, { latents, scales }) => sum + (latents[k] >= 0 ? 1 : -1) * scales![Math.floor(k / 3)], 0),
  );
  const expected = [0, 1].map((f) => x.reduce((sum, value, c) => sum + value * weights[3 * f + c], 0));
  expect(outputOf({ inputPlanes, kernelPlanes })).toEqual(expected.map((value) => expect.closeTo(value, 9) as number));
});

describe('rejects in the words of the source', () => {
  const two = residualSigns(operand, Float64Array.of(2, 1));
  const planes = (count: number) => Array.from({ length: count }, () => signPlane(kernel));
  test.each<[string, Partial<BinaryOperation>, RegExp]>([
    ['padding beside scales', { inputPlanes: two, padValue: 1 }, /here: .*pad_value 0.*got 1/],
    ['groups of several bits', { kernelPlanes: planes(2), geometry: { ...operation.geometry, groups: 3 } }, /groups 1/],
    ['too many pairs', { inputPlanes: two, kernelPlanes: planes(9) }, /at most 16 pairs .* got 2 and 9/],
  ])('%s', (_, more, message) => {
    expect(() => binaryLayers({ ...operation, ...more })).toThrow(message);
  });
});

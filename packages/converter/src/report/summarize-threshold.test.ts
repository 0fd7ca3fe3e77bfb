import type { BinaryConv2D, Threshold } from '@bitplane/model';
import { summarizeThreshold, thresholdText } from './summarize-threshold';

/** One filter of nine weights: sums −9 … 9. */
const convolution: BinaryConv2D = {
  kind: 'binary-conv2d',
  name: 'conv',
  inputs: ['bits'],
  filters: 1,
  window: { size: [3, 3], stride: [1, 1], dilation: [1, 1], padding: { top: 0, left: 0, bottom: 0, right: 0 } },
  groups: 1,
  padValue: 0,
  weights: { type: 'signs', values: new Uint8Array(9), mask: null },
};

const threshold = (lower: number[], upper: number[] | null, flip: number[]): Threshold => ({
  kind: 'threshold',
  name: 'threshold',
  inputs: ['conv'],
  perElement: true,
  lower: Int32Array.from(lower),
  upper: upper && Int32Array.from(upper),
  flip: Uint8Array.from(flip),
});

test('counts each form, and takes bounds only from elements that change', () => {
  const summary = summarizeThreshold(
    threshold([2, 3, -1, -4, -9, -9], [9, 9, 1, 5, 9, 9], [0, 1, 0, 1, 0, 1]),
    convolution,
  );
  expect(summary).toEqual({
    per: 'element',
    count: 6,
    forms: { atLeast: 1, atMost: 1, inside: 1, outside: 1, constant: 2 },
    smallest: -4,
    largest: 5,
  });
  expect(thresholdText(summary)).toBe(
    '6, one per element:\n1 at least, 1 at most, 1 inside, 1 outside, 2 constant\nbounds -4 … 5',
  );
});

test('constants alone have no bounds', () => {
  const summary = summarizeThreshold(threshold([-9], null, [1]), convolution);
  expect(summary).toMatchObject({ forms: { constant: 1 }, smallest: null, largest: null });
  expect(thresholdText(summary)).toBe('1, one per element:\n1 constant');
});

import { randomFor } from '@bitplane/model';
import { makeAugmenter, planAugmentation, type AugmentationPlan } from './augmentation';

const SHAPE = { height: 3, width: 4, channels: 2 };
const IMAGE = Uint8Array.from({ length: 24 }, (_, i) => 10 * i);
const NONE = { cropSideRatio: 1, margin: 0, flip: false, cutout: 0, mixup: 0 };
const WHOLE: AugmentationPlan = { top: 0, left: 0, cropHeight: 3, cropWidth: 4, mirrored: false, cutout: null };

function apply(plan: AugmentationPlan, image = IMAGE, shape = SHAPE): number[] {
  const target = new Float32Array(image.length);
  makeAugmenter(shape)(image, target, plan);
  return [...target];
}

test('the whole image unmirrored is the image itself', () => {
  expect(apply(WHOLE)).toEqual([...IMAGE]);
});

test('mirroring swaps columns and keeps rows and channels', () => {
  const mirrored = apply({ ...WHOLE, mirrored: true });
  expect(mirrored.slice(0, 8)).toEqual([60, 70, 40, 50, 20, 30, 0, 10]);
  expect(apply({ ...WHOLE, mirrored: true }, Uint8Array.from(mirrored))).toEqual([...IMAGE]);
});

test('a crop is scaled back from pixel centres: two pixels over four give ¼ and ¾ between them', () => {
  const row = Uint8Array.from([9, 100, 200, 9]);
  const plan = { top: 0, left: 1, cropHeight: 1, cropWidth: 2, mirrored: false, cutout: null };
  expect(apply(plan, row, { height: 1, width: 4, channels: 1 })).toEqual([100, 125, 175, 200]);
});

test('plans are drawn from the seed, stay inside the image, and mirror about every second one', () => {
  const settings = { ...NONE, cropSideRatio: 0.8, flip: true };
  const shape = { height: 32, width: 32, channels: 3 };
  const plans = Array.from({ length: 400 }, (_, i) => planAugmentation(settings, shape, randomFor(1, 0, i)));
  expect(planAugmentation(settings, shape, randomFor(1, 0, 7))).toEqual(plans[7]);
  for (const { top, left, cropHeight, cropWidth } of plans) {
    expect([cropHeight, cropWidth]).toEqual([26, 26]);
    expect(Math.min(top, left)).toBeGreaterThanOrEqual(0);
    expect(Math.max(top, left)).toBeLessThanOrEqual(6);
  }
  expect(new Set(plans.map(({ top }) => top)).size).toBe(7);
  // Mean 200, standard deviation √(400/4) = 10; five of them.
  expect(Math.abs(plans.filter(({ mirrored }) => mirrored).length - 200)).toBeLessThan(50);
});

test('beyond the edge a crop repeats it', () => {
  const row = Uint8Array.from([10, 20, 30, 40]);
  const shape = { height: 1, width: 4, channels: 1 };
  const plan = { top: 0, cropHeight: 1, cropWidth: 4, mirrored: false, cutout: null };
  expect(apply({ ...plan, left: -2 }, row, shape)).toEqual([10, 10, 10, 20]);
  expect(apply({ ...plan, left: 3 }, row, shape)).toEqual([40, 40, 40, 40]);
});

test('a margin lets crops begin that far outside on every side', () => {
  const settings = { ...NONE, margin: 3 };
  const shape = { height: 32, width: 32, channels: 3 };
  const plans = Array.from({ length: 400 }, (_, i) => planAugmentation(settings, shape, randomFor(1, 0, i)));
  const starts = [...new Set(plans.flatMap(({ top, left }) => [top, left]))].sort((a, b) => a - b);
  expect(starts).toEqual([-3, -2, -1, 0, 1, 2, 3]);
});

test('a cutout is grey where its box is, in every channel, and nowhere else', () => {
  const cut = apply({ ...WHOLE, cutout: { top: 1, left: 2, bottom: 3, right: 4 } });
  const expected = [...IMAGE];
  for (const index of [12, 13, 14, 15, 20, 21, 22, 23]) expected[index] = 128;
  expect(cut).toEqual(expected);
});

test('cutouts have a centre inside the image and end at its edges', () => {
  const settings = { ...NONE, cutout: 8 };
  const shape = { height: 32, width: 32, channels: 3 };
  const boxes = Array.from({ length: 400 }, (_, i) => planAugmentation(settings, shape, randomFor(2, 0, i)).cutout!);
  for (const { top, left, bottom, right } of boxes) {
    for (const [begin, end] of [
      [top, bottom],
      [left, right],
    ]) {
      expect(begin).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(32);
      expect(end - begin).toBeGreaterThanOrEqual(4);
      expect(end - begin).toBeLessThanOrEqual(8);
    }
  }
  expect(boxes.some(({ top, bottom }) => bottom - top < 8)).toBe(true);
});

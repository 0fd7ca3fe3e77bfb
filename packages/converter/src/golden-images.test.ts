import type { Model } from '@bitplane/model';
import { goldenImages } from './golden-images';

const model: Model = { name: 'any', input: { height: 32, width: 20, channels: 3 }, layers: [] };

test('equal seeds give equal images, others do not', () => {
  expect(goldenImages(model, 4, 1)).toEqual(goldenImages(model, 4, 1));
  expect(goldenImages(model, 1, 1)).not.toEqual(goldenImages(model, 1, 2));
});

test('more images begin with the same ones', () => {
  expect(goldenImages(model, 8, 1).slice(0, 5)).toEqual(goldenImages(model, 5, 1));
});

test('every fourth holds only 0 and 255, the others vary smoothly', () => {
  const images = goldenImages(model, 8, 3);
  for (const [index, { data, width, channels }] of images.entries()) {
    const values = new Set(data);
    if (index % 4 === 3) expect([...values].sort()).toEqual([0, 255]);
    else {
      expect(values.size).toBeGreaterThan(50);
      const steps = [...data.subarray(channels)].map((value, k) => Math.abs(value - data[k]));
      const inside = steps.filter((_, k) => Math.floor(k / channels) % width !== width - 1);
      // Noise of deviation 20 differs by 20·2/√π = 23 on average, corners of one cell by at most 255 over 5 pixels.
      expect(inside.reduce((sum, step) => sum + step, 0) / inside.length).toBeLessThan(60);
    }
  }
});

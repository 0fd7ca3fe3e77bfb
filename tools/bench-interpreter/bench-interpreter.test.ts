import { randomModel } from '@bitplane/model';
import { benchInterpreter, benchTable } from './bench-interpreter';

test('times every layer, which together take less than the images', () => {
  const model = randomModel(1);
  const time = benchInterpreter(model, 3);
  expect(time.layers.map(({ layer }) => layer.name)).toEqual(model.layers.map(({ name }) => name));
  for (const { smallest, median } of time.layers) expect(smallest).toBeLessThanOrEqual(median);
  expect(time.layers.reduce((sum, { smallest }) => sum + smallest, 0)).toBeLessThanOrEqual(time.smallest);
  expect(time.mean).toBeGreaterThanOrEqual(time.smallest);
  expect(benchTable(time)).toMatch(/an image: \d+\.\d\d ms of CPU time on average, .*; 10000 images: \d+ s$/);
});

import { load, startWorkers, type Workers } from './index.ts';
import { randomPixels, readZoo } from './test-support/models.ts';

const bytes = readZoo('reference');
let workers: Workers;

beforeAll(async () => {
  workers = await startWorkers(bytes, { count: 2 });
});

afterAll(() => workers.free());

test('images and batches have the scores that they have without workers', async () => {
  const network = await load(bytes);
  const pixels = randomPixels(21 * 3072, 6);
  expect(await workers.runBatch(pixels)).toEqual(network.runBatch(pixels));
  const images = Array.from({ length: 5 }, (_, k) => pixels.subarray(k * 3072, (k + 1) * 3072));
  const scores = await Promise.all(images.map((image) => workers.run(image)));
  expect(scores).toEqual(images.map((image) => network.run(image)));
  expect(workers.count).toBe(2);
});

test('the caller keeps its pixels', async () => {
  const pixels = randomPixels(3072, 7);
  await workers.run(pixels);
  expect(pixels).toEqual(randomPixels(3072, 7));
});

test('a wrong number of pixels, and a file that is none, are the errors of load', async () => {
  await expect(workers.run(new Uint8Array(3))).rejects.toMatchObject({ code: 'E_SHAPE' });
  await expect(workers.runBatch(new Uint8Array(3073))).rejects.toMatchObject({ code: 'E_SHAPE' });
  const rejected = { code: 'E_FILE', rejection: { status: 22, layer: null } };
  await expect(startWorkers(bytes.subarray(0, 1000))).rejects.toMatchObject(rejected);
  await expect(startWorkers(bytes, { count: 0 })).rejects.toThrow(/count: expected a positive integer, got 0/);
});

test('runs that free() ends say so, and so do later ones', async () => {
  const freed = await startWorkers(bytes, { count: 1 });
  const running = freed.runBatch(new Uint8Array(100 * 3072));
  freed.free();
  await expect(running).rejects.toMatchObject({ code: 'E_FREED' });
  await expect(freed.run(new Uint8Array(3072))).rejects.toMatchObject({ code: 'E_FREED' });
});

import { wholeWindow, writeModel, type Layer, type Model, type Shape } from '@bitplane/model';
import { hasSimd, load, unpackBits, type ErrorCode, type Network } from './index.ts';
import { randomPixels, readVectors, readZoo } from './test-support/models.ts';

const errorLike = (code: ErrorCode, message: RegExp): Error =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error;

let network: Network;

beforeAll(async () => {
  network = await load(readZoo('reference-cntk-schedule'));
});

/** Sums of each pixel's bytes, with weights 127 and −2 by turns and the other way round, and what follows them. */
const sumsOf = (input: Shape, others: readonly Layer[]): Model => ({
  ...{ name: 'sums', input, classes: ['cat', 'dög'] },
  layers: [
    {
      ...{ kind: 'int8-conv2d', name: 'sums', inputs: ['input'], filters: 2, groups: 1 },
      ...{ window: wholeWindow({ height: 1, width: 1, channels: 1 }), zeroPoints: new Uint8Array(input.channels) },
      weights: Int8Array.from({ length: 2 * input.channels }, (_, k) => [127, -2, -13, -6][k % 4]),
    },
    ...others,
  ],
});

test('says what the network is, and which kernels run it', () => {
  const { name, input, output, classes, steps } = network;
  expect({ name, classes, input }).toEqual({
    name: 'reference-cntk-schedule',
    classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    input: { name: 'input', element: 'uint8', height: 32, width: 32, channels: 3 },
  });
  expect(output).toMatchObject({ element: 'float32', height: 1, width: 1, channels: 10 });
  expect(hasSimd()).toBe(true);
  expect(steps.map(({ kernel }) => kernel)).toContain('bitplane_bgemm_2x64__simd128');
  expect(steps.at(-1)!.output).toEqual(output);
});

test('a batch has the scores of its images', () => {
  const pixels = randomPixels(3 * 3072, 2);
  const scores = network.runBatch(pixels);
  expect(scores).toHaveLength(30);
  for (let k = 0; k < 3; k++) {
    expect(scores.slice(10 * k, 10 * k + 10)).toEqual(network.run(pixels.subarray(3072 * k, 3072 * (k + 1))));
  }
});

test('scores and outputs are copies', () => {
  const [first, second] = [randomPixels(3072, 3), randomPixels(3072, 4)];
  const [scores, layers] = [network.run(first), network.runLayers(first)];
  const before = [[...scores], layers.map(({ data }) => [...data])];
  network.run(second);
  network.runLayers(second);
  expect([[...scores], layers.map(({ data }) => [...data])]).toEqual(before);
});

test('signs are unpacked in the order of channels', () => {
  const bits = network.runLayers(randomPixels(3072, 5)).find(({ element }) => element === 'bits')!;
  const signs = unpackBits(bits);
  expect(signs).toHaveLength(bits.height * bits.width * bits.channels);
  expect(signs[70]).toBe((bits.data[8 * Math.floor(70 / bits.channels) + ((70 % bits.channels) >> 3)] >> (70 % 8)) & 1);
  expect(() => unpackBits(network.runLayers(randomPixels(3072, 5)).at(-1)!)).toThrow(
    /tensor of bits, got one of float32/,
  );
});

test('class names, and sums of a network that ends in them', async () => {
  const sums = await load(writeModel(sumsOf({ height: 1, width: 1, channels: 2 }, [])));
  expect(sums.classes).toEqual(['cat', 'dög']);
  expect(sums.output.element).toBe('int32');
  expect(sums.run(Uint8Array.of(10, 20))).toEqual(Float32Array.of(1230, -250));
});

test('signs of a network that ends in them', async () => {
  const bounds = { lower: Int32Array.of(1231, -250), upper: null, flip: Uint8Array.of(0, 0), perElement: false };
  const threshold: Layer = { kind: 'threshold', name: 'signs', inputs: ['sums'], ...bounds };
  const signs = await load(writeModel(sumsOf({ height: 1, width: 1, channels: 2 }, [threshold])));
  expect(signs.output.element).toBe('bits');
  expect(signs.run(Uint8Array.of(10, 20))).toEqual(Float32Array.of(-1, 1));
});

test('the memory of a large network is not kept for a small one', async () => {
  const large = await load(writeModel(sumsOf({ height: 2000, width: 2000, channels: 3 }, [])));
  expect(large.memoryNbytes).toBeGreaterThan(2000 * 2000 * (3 + 2 * 4));
  large.free();
  const small = await load(readZoo('reference'));
  expect(small.memoryNbytes).toBeLessThan(2 ** 20);
  small.free();
});

test.each([
  [3071, /^expected 32 × 32 × 3 bytes of pixels, got 3071: leave out the alpha channel/],
  [4096, /got 4096/],
])('%d bytes are no image', (length, message) => {
  for (const run of [() => network.run(new Uint8Array(length)), () => network.runLayers(new Uint8Array(length))]) {
    expect(run).toThrow(errorLike('E_SHAPE', message));
  }
});

test.each([2 * 3072 + 1, 3 * 3072 - 1])('%d bytes are no batch', (length) => {
  expect(() => network.runBatch(new Uint8Array(length))).toThrow(errorLike('E_SHAPE', /images of 32/));
});

test('a network that was freed says so, and freeing it twice is as once', async () => {
  const { model } = readVectors('random-1');
  const freed = await load(model);
  const { height, width, channels } = freed.input;
  freed.free();
  freed.free();
  freed[Symbol.dispose]();
  expect(() => freed.run(new Uint8Array(height * width * channels))).toThrow(
    errorLike('E_FREED', /after free\(\): load it again$/),
  );
});

// @bitplane/wasm in Chromium: both entries and both modules on a page and in a worker of its own, and workers that the
// package starts, with the scores that the C program computes of the same images.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireHostProgram, runHostProgram, workspaceRoot } from '@bitplane/cli';
import type { Browser, Page } from 'playwright-core';
import { findChromium, launchChromium } from './test-support/chromium';
import { servePackage, type PackageServer } from './test-support/package-server';

const chromium = findChromium();
if (chromium === null && process.env.CI) throw new Error('Chromium is missing: .ci/run installs it');
const testIf = chromium === null ? test.skip : test;
jest.setTimeout(180_000);

const ZOO = join(workspaceRoot(), 'zoo');
const IMAGES = join(workspaceRoot(), 'test/data/cifar10-slice/test_batch.bin');
const [PIXELS, NUM_IMAGES] = [32 * 32 * 3, 3];
const IMPORTS = JSON.stringify({ imports: { '#inline-modules': '/build/inline-modules.mjs' } });

let browser: Browser;
let server: PackageServer;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  if (chromium === null) return;
  server = await servePackage(join(workspaceRoot(), 'packages/wasm'), {
    '/': `<!doctype html><html lang="en"><link rel="icon" href="data:,"><script type="importmap">${IMPORTS}</script>`,
  });
  browser = await launchChromium(chromium);
  page = await browser.newPage();
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(server.address);
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** Planes of a colour each, as CIFAR-10 has them, to the three bytes of each pixel. */
function pixelsOf(index: number): Uint8Array {
  const record = readFileSync(IMAGES).subarray(index * (PIXELS + 1) + 1, (index + 1) * (PIXELS + 1));
  return Uint8Array.from({ length: PIXELS }, (_, k) => record[(k % 3) * 1024 + Math.floor(k / 3)]);
}

/** The program prints nine digits, of which each float32 has others. */
function scoresInC(network: string): number[][] {
  const args = ['run', '--model', join(ZOO, network, 'model.bpm'), '--data', IMAGES, '--limit', String(NUM_IMAGES)];
  const { stdout, failure } = runHostProgram(requireHostProgram(), args);
  if (failure !== null) throw new Error(failure);
  return stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { logits: number[] }).logits.map(Math.fround));
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const images = Buffer.concat(Array.from({ length: NUM_IMAGES }, (_, k) => pixelsOf(k)));

/** What the page does with a network: `body` sees the module's exports, the file's bytes and the images' pixels. */
const evaluate = <Result>(entry: string, network: string, body: string): Promise<Result> =>
  page.evaluate<Result>(`(async () => {
    const decode = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const bytes = decode(${JSON.stringify(base64(readFileSync(join(ZOO, network, 'model.bpm'))))});
    const pixels = decode(${JSON.stringify(base64(images))});
    const wasm = await import('/src/${entry}.ts');
    ${body}
  })()`);

const split = (scores: readonly number[]): number[][] =>
  Array.from({ length: NUM_IMAGES }, (_, k) =>
    scores.slice((k * scores.length) / NUM_IMAGES, ((k + 1) * scores.length) / NUM_IMAGES),
  );

testIf.each([
  ['index', 'reference', true],
  ['index', 'resnet-20', true],
  ['index', 'reference-2bit', false],
  ['inline', 'reference-plus', true],
  ['inline', 'reference', false],
])('entry %s, network %s, SIMD: %s', async (entry, network, simd) => {
  const found = await evaluate<{ scores: number[]; kernels: string[]; layers: string[] }>(
    entry,
    network,
    `const network = await wasm.load(bytes, { simd: ${simd} });
     const scores = [...network.runBatch(pixels)];
     const layers = network.runLayers(pixels.subarray(0, ${PIXELS})).map(({ name }) => name);
     const kernels = network.steps.map(({ kernel }) => kernel);
     network.free();
     return { scores, kernels, layers };`,
  );
  expect(split(found.scores)).toEqual(scoresInC(network));
  expect(found.kernels.some((kernel) => kernel.endsWith('__simd128'))).toBe(simd);
  expect(found.layers).toHaveLength(found.kernels.length);
  expect(problems).toEqual([]);
});

testIf.each(['index', 'inline'])('workers that entry %s starts', async (entry) => {
  const scores = await evaluate<number[]>(
    entry,
    'reference',
    `const workers = await wasm.startWorkers(bytes, { count: 2 });
     const scores = [...await workers.runBatch(pixels)];
     workers.free();
     return scores;`,
  );
  expect(split(scores)).toEqual(scoresInC('reference'));
  expect(problems).toEqual([]);
});

testIf('a worker of the page loads a network itself', async () => {
  const scores = await evaluate<number[]>(
    'index',
    'reference',
    `const source = \`onmessage = async ({ data }) => {
       const { load } = await import('${server.address}/src/index.ts');
       postMessage([...(await load(data.bytes)).runBatch(data.pixels)]);
     };\`;
     const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { type: 'module' });
     return new Promise((resolve, reject) => {
       worker.onmessage = ({ data }) => resolve(data);
       worker.onerror = ({ message }) => reject(new Error(message));
       worker.postMessage({ bytes, pixels });
     });`,
  );
  expect(split(scores)).toEqual(scoresInC('reference'));
});

testIf('two hundred networks, freed or forgotten, one after the other', async () => {
  const found = await evaluate<number[]>(
    'index',
    'reference',
    `const sizes = [];
     for (let k = 0; k < 200; k++) {
       const network = await wasm.load(bytes);
       network.run(pixels.subarray(0, ${PIXELS}));
       sizes.push(network.memoryNbytes);
       if (k % 4 !== 0) network.free();
     }
     return sizes;`,
  );
  expect(found).toHaveLength(200);
  expect(Math.max(...found)).toBeLessThan(2 * 2 ** 20);
  expect(problems).toEqual([]);
});

testIf('a damaged file, and an image of another size, are errors with a code', async () => {
  const codes = await evaluate<(string | undefined)[]>(
    'index',
    'reference',
    `const codeOf = (promise) => promise.then(() => undefined, ({ code }) => code);
     const damaged = bytes.slice();
     damaged[damaged.length - 1] ^= 1;
     const network = await wasm.load(bytes);
     return [
       await codeOf(wasm.load(damaged)),
       await codeOf(wasm.load(bytes.subarray(0, 64))),
       await codeOf(Promise.resolve().then(() => network.run(new Uint8ClampedArray(4096)))),
     ];`,
  );
  expect(codes).toEqual(['E_CHECKSUM', 'E_FILE', 'E_SHAPE']);
  expect(server.missing).toEqual([]);
});

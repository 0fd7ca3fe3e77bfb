// The playground in Chromium, built and served as anyone would: by clicks, keys and dropped files. Every score on the
// page is compared with the C runtime's.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wholeWindow, writeModel } from '@bitplane/model';
import { load } from '@bitplane/wasm';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { violationsOf } from './test-support/accessibility';
import { findChromium, launchChromium } from './test-support/chromium';
import {
  buildPlayground,
  giveFile,
  modelPath,
  PLANE,
  recordsOf,
  scoresInC as scoresOf,
  SHOWN_SCORES,
} from './test-support/playground';
import { serveFolder, type StaticServer } from './test-support/static-server';

const chromium = findChromium();
if (chromium === null && process.env.CI) throw new Error('Chromium is missing: .ci/run installs it');
const testIf = chromium === null ? test.skip : test;
jest.setTimeout(60_000);

const MAX_NBYTES = 1_000_000;
const MS = expect.stringMatching(/^[\d.]+ ms$/) as string;
const INTERVAL = expect.stringMatching(/^[\d.]+ to [\d.]+ ms$/) as string;
const SIZE = expect.stringMatching(/^[\d.]+ kB$/) as string;

const folder = mkdtempSync(join(tmpdir(), 'bitplane-playground-'));
const built = join(folder, 'built');

let server: StaticServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let problems: string[] = [];

beforeAll(async () => {
  if (chromium === null) return;
  buildPlayground(built);
  server = await serveFolder(built);
  browser = await launchChromium(chromium, ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true });
});

interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}

async function open({ width, scheme }: Look = { width: 1280, scheme: 'light' }): Promise<void> {
  context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  page = await context.newPage();
  problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('request', (request) => {
    // A blob is the page's own text, which starts its worker.
    if (!request.url().startsWith(server.url) && !request.url().startsWith('blob:')) problems.push(request.url());
  });
  await page.goto(server.url);
  await page.locator('#scores tbody tr').nth(9).waitFor();
}

afterEach(async () => {
  await context?.close();
  expect(problems).toEqual([]);
});

const shownScores = (): Promise<[string, number][]> => page.evaluate<[string, number][]>(SHOWN_SCORES);

const scoresInC = (network: string, record: Uint8Array) => scoresOf(folder, network, record);

/** What the C runtime gives for the pixels that the page says the network has seen. */
async function scoresOfSeen(network: string): Promise<[string, number][]> {
  const rgba = await page.evaluate<number[]>(
    `[...document.querySelector('#seen').getContext('2d').getImageData(0, 0, 32, 32).data]`,
  );
  const planes = [0, 1, 2].map((channel) => Array.from({ length: PLANE }, (_, k) => rgba[4 * k + channel]));
  return scoresInC(network, Uint8Array.of(0, ...planes.flat()));
}

const give = (how: 'drop' | 'paste', name: string, bytes: Uint8Array): Promise<void> =>
  page.evaluate(giveFile(how, name, bytes));

const drop = (name: string, bytes: Uint8Array): Promise<void> => give('drop', name, bytes);

/** A record as a BMP file: 24 bits per pixel, the last row first, blue before green before red. */
function bmpOf(record: Uint8Array): Uint8Array {
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(header.length + 3 * PLANE, 2);
  header.writeUInt32LE(header.length, 10);
  for (const [offset, value] of [
    ...[
      [14, 40],
      [18, 32],
      [22, 32],
    ],
    ...[
      [26, 1 | (24 << 16)],
      [34, 3 * PLANE],
    ],
  ])
    header.writeUInt32LE(value, offset);
  const pixels = pixelsOf(record);
  const rows = Array.from({ length: 32 }, (_, k) => pixels.slice(96 * (31 - k), 96 * (32 - k)));
  return Buffer.concat([header, ...rows.map((row) => row.map((_, k) => row[k - (k % 3) + 2 - (k % 3)]))]);
}

testIf('all files together take less than 1 MB, without onnxruntime-web', () => {
  const all = readdirSync(built, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = all.filter(({ name }) => !/^ort[.-]/.test(name));
  expect(all.length - files.length).toBeGreaterThan(1);
  const nbytes = files.map(({ parentPath, name }) => statSync(join(parentPath, name)).size);
  expect(files.filter(({ name }) => name.endsWith('.bpm'))).toHaveLength(5);
  expect(nbytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(MAX_NBYTES);
});

testIf.each<Look>([
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 360, scheme: 'light' },
  { width: 360, scheme: 'dark' },
])('axe finds nothing, and nothing is wider than the window: %j', async (look) => {
  await open(look);
  await page.getByRole('button', { name: 'Draw' }).click();
  await page.getByText('ms per image').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width);
});

testIf('a sample and each network of the zoo: classes, scores, times and layers', async () => {
  await open();
  expect(await shownScores()).toEqual(scoresInC('reference-2bit', recordsOf(0)[0]));
  await page.getByRole('radio', { name: 'ship, sample 17' }).check({ force: true });
  for (const network of ['reference-plus', 'reference', 'resnet-20', 'reference-cntk-schedule']) {
    await page.getByLabel('From the zoo').selectOption(network);
    await page.locator('#network-facts', { hasText: `${network}:` }).waitFor();
    const expected = scoresInC(network, recordsOf(8)[0]);
    await expectScores(expected);
    expect(await page.locator('#result').textContent()).toMatch(new RegExp(`^${expected[0][0]}, [\\d.]+ %$`));
  }
  await page.getByText('ms per image').waitFor();
  const [median, p5, p95] = (await page.locator('#time, #time-detail').allInnerTexts())
    .join()
    .match(/\d+\.?\d*(?= ms| to)/g)!
    .map(Number);
  expect(p5).toBeLessThanOrEqual(median);
  expect(median).toBeLessThanOrEqual(p95);
});

testIf('the float twin: loaded when it is asked for, the same scores, times of both, other networks too', async () => {
  const requested: string[] = [];
  await open();
  context.on('request', (request) => requested.push(request.url()));
  await page.getByText('ms per image').waitFor();
  expect(requested.filter((url) => /\/ort[.-]/.test(url))).toEqual([]);
  const cells = (row: number) => page.locator(`#twins tbody tr:nth-child(${row}) > *`).allInnerTexts();
  await page.getByRole('button', { name: 'Run the float twin' }).click();
  await page
    .locator('#twins td', { hasText: /^[\d.]+ ms$/ })
    .nth(1)
    .waitFor();
  expect(await page.locator('#twin-status').textContent()).toBe('All 10 scores are equal.');
  const [[best]] = scoresInC('reference-2bit', recordsOf(0)[0]);
  expect(await cells(1)).toEqual(['Bitplane', 'bits', best, MS, INTERVAL, '127.6 kB']);
  expect(await cells(2)).toEqual(['onnxruntime-web', 'float32', best, MS, INTERVAL, SIZE]);
  expect(new Set(requested.filter((url) => /\/ort[.-].*wasm$/.test(url))).size).toBe(1);

  // A network of the user's own has one as well.
  await drop('mine.bpm', readFileSync(modelPath('resnet-20')));
  await page.locator('#network-facts', { hasText: 'resnet-20:' }).waitFor();
  await page.locator('#twin-status', { hasText: 'All 10 scores are equal.' }).waitFor();
  expect((await cells(2))[5]).toMatch(/^1\d\d\.\d kB$/);
  await page.getByRole('button', { name: 'Run the float twin' }).click();
  expect(await page.locator('#twin-panel').isVisible()).toBe(false);
});

testIf('a network that no ONNX file says exactly has no twin, and the page says why', async () => {
  await open();
  await page.getByRole('button', { name: 'Run the float twin' }).click();
  const window = wholeWindow({ height: 20, width: 20, channels: 3 });
  const weights = new Int8Array(20 * 20 * 3).fill(127);
  const huge = writeModel({
    ...{ name: 'huge', input: { height: 20, width: 20, channels: 3 } },
    layers: [
      {
        ...{ kind: 'int8-conv2d', name: 'sums', inputs: ['input'], filters: 1, groups: 1 },
        ...{ zeroPoints: new Uint8Array(3), weights, window },
      },
    ],
  });
  await drop('huge.bpm', huge);
  await page.locator('#network-facts', { hasText: 'huge:' }).waitFor();
  await page.locator('#twin-status', { hasText: /^No twin: ONNX: layer 'sums': / }).waitFor();
  expect(await page.locator('#twin-panel').isVisible()).toBe(false);
});

testIf("neither the page nor its worker can send anything to another server: the page's policy", async () => {
  const elsewhere = await serveFolder(built);
  try {
    await open();
    const send = `fetch(${JSON.stringify(elsewhere.url)}).then(() => 'sent', () => 'forbidden')`;
    const [worker] = page.workers();
    expect(await worker.evaluate(send)).toBe('forbidden');
    expect(await page.evaluate(send)).toBe('forbidden');
    expect(problems.every((problem) => /Content Security Policy/.test(problem))).toBe(true);
    problems = [];
  } finally {
    elsewhere.close();
  }
});

testIf('layers: shares of signs, flips against the image before, maps, filters and thresholds', async () => {
  await open();
  // No channel of it became constant, so that a pixel's 64 signs fill their bytes.
  await page.getByLabel('From the zoo').selectOption('reference-cntk-schedule');
  await page.locator('#network-facts', { hasText: 'reference-cntk-schedule:' }).waitFor();
  const network = await load(readFileSync(modelPath('reference-cntk-schedule')));
  const cells = (column: number) => page.locator(`#layers tbody tr:first-child td:nth-child(${column})`).textContent();
  const numBits = 15 * 15 * 64;
  const first = network.runLayers(pixelsOf(recordsOf(0)[0]))[0].data;
  const second = network.runLayers(pixelsOf(recordsOf(0)[1]))[0].data;
  const count = (bytes: readonly number[]): number =>
    bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

  await page.locator('#layers td', { hasText: '%' }).first().waitFor();
  expect(await cells(5)).toBe('');
  await page.getByRole('radio', { name: 'airplane, sample 2' }).check({ force: true });
  await until(`document.querySelector('#layers tbody tr td:nth-child(5)').textContent !== ''`);
  expect(await cells(3)).toBe(percent(1 - count([...second]) / numBits));
  expect(await cells(4)).toBe(percent(count([...second]) / numBits));
  expect(await cells(5)).toBe(percent(count([...second].map((byte, k) => byte ^ first[k])) / numBits));

  // Eight maps of 15 × 15 side by side, one pixel apart: the first signs of the picture are those of the first channel.
  expect(await page.evaluate(`[map.width, map.height]`)).toEqual([127, 127]);
  const light = await page.evaluate<boolean[]>(
    `Array.from({ length: 225 }, (_, k) => map.getContext('2d').getImageData(k % 15, Math.floor(k / 15), 1, 1).data[0] > 128)`,
  );
  expect(light).toEqual(Array.from({ length: 225 }, (_, k) => (second[8 * k] & 1) === 0));

  await page.getByRole('button', { name: 'conv2/sums' }).press('Enter');
  expect(await page.locator('#layer-name').textContent()).toBe('conv2/sums gives out conv3/input');
  await page.locator('#parameters figcaption', { hasText: 'Thresholds that are turned round' }).waitFor();
  expect(await page.locator('#parameters figcaption').allInnerTexts()).toEqual([
    expect.stringMatching(/^Filters of conv2\/sums: 128 of 3 × 3 × 64; light is \+1/),
    expect.stringMatching(/^Thresholds, lower bounds of conv3\/input\/unpooled: 28800; .*a tile is a channel/),
    expect.stringMatching(/^Thresholds, upper bounds of/),
    expect.stringMatching(/^Thresholds that are turned round of/),
  ]);
  network.free();
});

testIf('a picture that is dropped, one that is pasted, one that is drawn, and the camera', async () => {
  await open();
  const record = recordsOf(3)[5];
  await drop('cat.bmp', bmpOf(record));
  await expectScores(scoresInC('reference-2bit', record));
  expect(await page.locator('#samples :checked').count()).toBe(0);
  await give('paste', 'dog.bmp', bmpOf(recordsOf(5)[3]));
  await expectScores(scoresInC('reference-2bit', recordsOf(5)[3]));

  await page.getByRole('button', { name: 'Draw' }).click();
  const box = (await page.locator('#drawing').boundingBox())!;
  await page.mouse.move(box.x + 40, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y + 120, { steps: 4 });
  await page.mouse.up();
  await expectScores(await scoresOfSeen('reference-2bit'));
  const dark = await page.evaluate<number>(
    `[...seen.getContext('2d').getImageData(0, 0, 32, 32).data].filter((value, k) => k % 4 === 0 && value < 128).length`,
  );
  expect(dark).toBeGreaterThan(20);

  await page.getByRole('button', { name: 'Use the camera' }).click();
  await page.locator('#camera[aria-pressed=true]').waitFor();
  await until(`seen.getContext('2d').getImageData(16, 16, 1, 1).data[0] < 250`);
  await page.getByRole('button', { name: 'Use the camera' }).click();
  expect(await page.locator('#video').isVisible()).toBe(false);
  // The last frame stays, for other networks too.
  await page.getByLabel('From the zoo').selectOption('reference-plus');
  await page.locator('#network-facts', { hasText: 'reference-plus:' }).waitFor();
  await expectScores(await scoresOfSeen('reference-plus'));
  expect(await page.evaluate<number>(`seen.getContext('2d').getImageData(16, 16, 1, 1).data[0]`)).toBeLessThan(250);
});

testIf('a network that is dropped runs; a hostile one is rejected in the words of the loader', async () => {
  await open();
  const bytes = readFileSync(modelPath('reference-plus'));
  await drop('my own.bpm', bytes);
  await page.locator('#network-facts', { hasText: 'reference-plus:' }).waitFor();
  const scores = scoresInC('reference-plus', recordsOf(0)[0]).map(([, score]) => score);
  await until(`Number(document.querySelector('#scores data')?.value) === ${scores[0]}`);
  expect((await shownScores()).map(([, score]) => score)).toEqual(scores);
  // The file has no names for its classes.
  expect((await shownScores())[0][0]).toMatch(/^class \d$/);

  for (const damage of [(file: Buffer) => void (file[3000] ^= 1), (file: Buffer) => void (file[24] = 200)]) {
    const hostile = Buffer.from(bytes);
    damage(hostile);
    const { message } = await load(hostile).then(
      () => new Error('expected a rejection'),
      (error: Error) => error,
    );
    await drop('hostile.bpm', hostile);
    await page.getByRole('alert').filter({ hasText: message }).waitFor();
    expect(await page.getByRole('alert').textContent()).toBe(`hostile.bpm: ${message}`);
  }
  expect((await shownScores()).map(([, score]) => score)).toEqual(scores);

  await drop('notes.txt', Buffer.from('no picture'));
  await page.getByText('notes.txt: expected a picture that this browser can read, or a .bpm file').waitFor();
  await page.getByRole('radio', { name: 'cat, sample 7' }).check({ force: true });
  await page.getByLabel('From the zoo').selectOption('reference');
  await page.getByRole('alert').waitFor({ state: 'hidden' });
});

testIf('by keys alone', async () => {
  await open({ width: 360, scheme: 'dark' });
  await page.getByLabel('From the zoo').focus();
  const focused = () => page.evaluate<string>(`document.activeElement.id || document.activeElement.ariaLabel`);
  const order = [];
  for (let k = 0; k < 6; k++) {
    await page.keyboard.press('Tab');
    order.push(await focused());
  }
  expect(order).toEqual(['open-network', 'open-image', 'camera', 'draw', 'airplane, sample 1', 'Table of classes']);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('automobile, sample 3');
  await expectScores(scoresInC('reference-2bit', recordsOf(1)[0]));
});

testIf('without a connection after the first load', async () => {
  await open();
  await until('navigator.serviceWorker.controller !== null');
  await page.getByRole('button', { name: 'Run the float twin' }).click();
  await page.locator('#twin-status', { hasText: 'All 10 scores are equal.' }).waitFor();
  await context.setOffline(true);
  server.close();
  try {
    await page.reload();
    await page.locator('#scores tbody tr').nth(9).waitFor();
    await page.getByLabel('From the zoo').selectOption('resnet-20');
    await page.locator('#network-facts', { hasText: 'resnet-20:' }).waitFor();
    await expectScores(scoresInC('resnet-20', recordsOf(0)[0]));
    await page.getByRole('button', { name: 'Run the float twin' }).click();
    await page.locator('#twin-status', { hasText: 'All 10 scores are equal.' }).waitFor();
  } finally {
    server = await serveFolder(built);
  }
});

const pixelsOf = (record: Uint8Array): Uint8Array =>
  Uint8Array.from({ length: 3 * PLANE }, (_, k) => record[1 + (k % 3) * PLANE + Math.floor(k / 3)]);

/** Waits for them, since files are read while the page goes on. */
async function expectScores(expected: readonly [string, number][]): Promise<void> {
  await until(`Number(document.querySelector('#scores data')?.value) === ${expected[0][1]}`);
  expect(await shownScores()).toEqual(expected);
}

/** Waits for at most ten seconds. The page's policy forbids what page.waitForFunction does. */
async function until(condition: string): Promise<void> {
  for (let k = 0; k < 100 && !(await page.evaluate<boolean>(condition)); k++) await page.waitForTimeout(100);
}

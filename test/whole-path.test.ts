// The quickstart on a slice of real images, then what it left: models, reports, page. Nothing is simulated but the
// board's hardware.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onBoardProgram, workspaceRoot } from '@bitplane/cli';
import { readReport } from '@bitplane/deployer';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { findChromium, launchChromium } from './test-support/chromium';
import { runCommand, type Outcome } from './test-support/command-line';

const SLICE = join(workspaceRoot(), 'test/data/cifar10-slice');
const TEST_IMAGES = 200;

let folder: string;
let env: NodeJS.ProcessEnv;
let outcome: Outcome;
let facts: Record<string, string>;

const quickstart = () =>
  runCommand(
    process.execPath,
    ['--require', 'tsx/cjs', join(workspaceRoot(), 'tools/quickstart/cli.ts'), '--data', SLICE, '--epochs', '3'],
    { env },
  );

jest.setTimeout(600_000);

beforeAll(async () => {
  folder = temporaryFolder();
  env = { BITPLANE_OUT: join(folder, 'out') };
  outcome = await quickstart();
  facts = Object.fromEntries(
    [...outcome.stdout.matchAll(/^([a-z ]+): (.+)$/gm)].map(([, name, value]) => [name, value]),
  );
});

const exported = (name: string) => join(folder, 'out/reference/export', name);

test('ends well and prints its facts', () => {
  if (outcome.exitCode !== 0)
    throw new Error(`exit code ${outcome.exitCode}:\n${outcome.stdout.slice(-2000)}\n${outcome.stderr.slice(-4000)}`);
  expect(Object.keys(facts)).toEqual(
    expect.arrayContaining(['accuracy trainer', 'accuracy runtime', 'images', 'report', 'page']),
  );
  expect(facts['images']).toBe(String(TEST_IMAGES));
});

test('the C runtime answers as the trainer does, near ties apart', () => {
  const right = (fact: string) => Math.round((parseFloat(facts[fact]) * TEST_IMAGES) / 100);
  // A float32 sum of the trainer that lies within its rounding of a threshold may fall on the other side: a handful of
  // images.
  expect(Math.abs(right('accuracy trainer') - right('accuracy runtime'))).toBeLessThanOrEqual(4);
});

test('the reference interpreter and the C runtime have the same number of correct answers', () => {
  const match = /interpreter has (\d+) correct answers, the C runtime (\d+)\./.exec(outcome.stdout);
  expect(match).not.toBeNull();
  expect(match?.[1]).toBe(match?.[2]);
});

test("the exported ONNX file gives the C runtime's classes in stock onnxruntime", async () => {
  const { stdout } = await runCommand(onBoardProgram(), [
    'run',
    '--model',
    exported('model.bpm'),
    '--data',
    join(SLICE, 'test_batch.bin'),
    '--limit',
    '20',
  ]);
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { class: number; logits: number[] });
  const session = await InferenceSession.create(exported('model.onnx'));
  const records = readFileSync(join(SLICE, 'test_batch.bin'));
  for (const [i, answer] of answers.entries()) {
    const logits = await runOnnx(session, records.subarray(i * 3073 + 1, (i + 1) * 3073));
    const sorted = [...answer.logits].sort((a, b) => b - a);
    for (const [c, logit] of logits.entries()) expect(Math.abs(logit - answer.logits[c])).toBeLessThan(1e-4);
    if (sorted[0] - sorted[1] > 1e-4) expect(logits.indexOf(Math.max(...logits))).toBe(answer.class);
  }
});

test('every report names its engine, and the board says that it only stands in', () => {
  const report = readReport(facts['report']);
  expect(report.engine).toBe('bitplane');
  expect(report.board.stand_in).toBe(true);
  expect(report.verify?.mismatches).toBe(0);
  const twin = readReport(facts['report'].replace('1bit', 'onnxruntime-int8'));
  expect(twin.engine).toBe('onnxruntime');
});

test('a second run uses what the first one left', async () => {
  const weights = readFileSync(join(folder, 'out/reference/train/weights.bin'));
  const again = await quickstart();
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toContain('already contains a trained network');
  expect(readFileSync(join(folder, 'out/reference/train/weights.bin')).equals(weights)).toBe(true);
});

const browser = findChromium();
if (browser === null && process.env.CI) throw new Error('Chromium is missing: .ci/run installs it');

(browser === null ? describe.skip : describe)('the comparison page in Chromium', () => {
  test("shows the reports' own numbers, fits a phone, has a dark mode and asks the network for nothing", async () => {
    const chromium = await launchChromium(browser as string);
    try {
      const page = await chromium.newPage({ viewport: { width: 360, height: 740 }, colorScheme: 'light' });
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('request', (request) => {
        if (!request.url().startsWith('file:') && !request.url().startsWith('data:')) problems.push(request.url());
      });
      await page.goto(`file://${facts['page']}`);
      const shown = await page.evaluate<number[]>(
        "[...document.querySelectorAll('[data-median-ns]')].map((cell) => Number(cell.dataset.medianNs))",
      );
      const names = ['1bit', '1bit-portable', 'onnxruntime-float', 'onnxruntime-int8'];
      const measured = names.map(
        (name) => readReport(facts['report'].replace('1bit', name)).benchmark?.total.median_ns,
      );
      expect(shown).toEqual(measured);
      expect(await page.locator('canvas, svg').count()).toBeGreaterThan(0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);

      const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      const light = await background();
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await background()).not.toBe(light);
      expect(problems).toEqual([]);
    } finally {
      await chromium.close();
    }
  });
});

test('the export holds what its documentation lists', () => {
  for (const name of [
    'model.bpm',
    'model.onnx',
    'golden/golden.bpv',
    'report.json',
    'twin-float.onnx',
    'twin-int8.onnx',
  ]) {
    expect(existsSync(exported(name))).toBe(true);
  }
});

async function runOnnx(session: InferenceSession, planar: Uint8Array): Promise<number[]> {
  const image = new Uint8Array(32 * 32 * 3);
  for (let pixel = 0; pixel < 1024; pixel++)
    for (let c = 0; c < 3; c++) image[3 * pixel + c] = planar[1024 * c + pixel];
  const outputs = await session.run({ [session.inputNames[0]]: new Tensor('uint8', image, [1, 32, 32, 3]) });
  return [...(outputs[session.outputNames[0]].data as Float32Array)];
}

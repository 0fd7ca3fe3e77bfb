// The page of a comparison in Chromium: what a user sees and can do, on a phone, in the dark and on paper.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { workspaceRoot } from '@bitplane/cli';
import { writeReport, type Report } from '@bitplane/deployer';
import type { Browser, Page } from 'playwright-core';
import { violationsOf } from './test-support/accessibility';
import { findChromium, launchChromium } from './test-support/chromium';
import { runDoor } from './test-support/command-line';

const chromium = findChromium();
if (chromium === null && process.env.CI) throw new Error('Chromium is missing: .ci/run installs it');
const testIf = chromium === null ? test.skip : test;
jest.setTimeout(180_000);

const folder = mkdtempSync(join(tmpdir(), 'bitplane-page-'));
let browser: Browser;
let file: string;

const times = (median_ns: number) => ({
  ...{ median_ns, p5_ns: median_ns * 0.99, p95_ns: median_ns * 1.05, min_ns: median_ns * 0.98 },
  round_medians_ns: [-2, 1, 0, -1, 2, 3, -3, 4].map((k) => median_ns * (1 + k / 1000)),
});

interface Variant {
  readonly label: string;
  readonly host: string;
  readonly day: number;
  readonly us: number;
  readonly commit: string;
  readonly network?: string;
}

const report = ({ label, host, day, us, commit, network = 'reference' }: Variant): Report => ({
  ...{ schema: 'bitplane-report/2', engine: 'bitplane', label, created: `2026-03-0${day}T10:00:00.000Z`, host },
  source: 'board',
  board: {
    ...{ model: host === 'pi5' ? 'Raspberry Pi 5' : 'Raspberry Pi 4', architecture: 'aarch64', libc: 'glibc 2.36' },
    ...{ cpu: host === 'pi5' ? 'Cortex-A76' : 'Cortex-A72', cores: 4, features: ['neon'], stand_in: false },
  },
  conditions: {
    ...{ governor: host === 'pi5' ? 'ondemand' : 'performance', load_average: 0.1, processes: [], noise: [] },
    temperature_c: { before: 48, after: 50 },
    frequency_mhz: { before: 1500, after: 1500, max: 1500 },
    throttling: null,
    other_cores: { before: 0, during: 0 },
  },
  program: { version: '0.2.0', compiler: 'clang 21', flags: '-O2', commit: commit.repeat(40), dirty: false },
  model: {
    ...{ name: network, file: 'model.bpm', sha256: '0'.repeat(64), nbytes: 108_000, weight_bits: 1, classes: null },
  },
  accuracy: { images: 200, correct: 121 },
  verify: { images: 4, tensors: 40, mismatches: 0 },
  start: { load_cold_ns: 9e6, load_warm_ns: 1.5e6, first_image_ns: 2e6 },
  memory: { arena_nbytes: 190_000, peak_nbytes: 2_000_000 },
  energy: { joules_per_image: null, watts: null, sensor: null, images: null, seconds: null, reason: 'no sensor' },
  benchmark: {
    ...{ threads: 1, repeats: 100, dropped: 3, forced_cpu: null, kernel_choice: null },
    total: times(us * 1000),
    layers: ['conv1', 'conv2', 'scale'].map((name, k) => ({
      ...{ name, kind: 'binary-conv2d', kernel: 'bitplane_bgemm_4x8__neon' },
      ...times(us * [600, 300, 90][k]),
    })),
  },
});

const VARIANTS: readonly Variant[] = [
  { label: 'one bit', host: 'pi', day: 1, us: 1250, commit: 'a' },
  { label: 'one bit', host: 'pi', day: 2, us: 1100, commit: 'b' },
  { label: 'one bit', host: 'pi', day: 3, us: 1105, commit: 'c' },
  { label: 'one bit', host: 'pi5', day: 3, us: 420, commit: 'c' },
  { label: 'small', host: 'pi', day: 3, us: 300, commit: 'c', network: 'tiny' },
  { label: 'small', host: 'pi5', day: 3, us: 110, commit: 'c', network: 'tiny' },
];

beforeAll(async () => {
  if (chromium === null) return;
  const files = VARIANTS.map((variant, k) => {
    writeReport(join(folder, `${k}.json`), report(variant));
    return join(folder, `${k}.json`);
  });
  file = join(folder, 'page.html');
  const outcome = await runDoor('deployer', ['compare', ...files, '--across', 'model', '--out', file]);
  if (outcome.exitCode !== 0) throw new Error(outcome.stderr);
  browser = await launchChromium(chromium);
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}

async function open({ width, scheme }: Look): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) problems.push(request.url());
  });
  await page.goto(`file://${file}`);
  return { page, problems };
}

const labels = (page: Page) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll('#results tbody tr')].filter((row) => !row.hidden).map((row) => row.cells[0].firstChild.nextSibling.textContent.trim())`,
  );
const columnOf = (page: Page, name: string) =>
  page.evaluate<number[]>(
    `[...document.querySelectorAll('#results tbody td[data-${name}]')].map((cell) => Number(cell.getAttribute('data-${name}')))`,
  );

testIf.each<Look>([
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 360, scheme: 'light' },
  { width: 360, scheme: 'dark' },
])('axe finds nothing, and nothing is wider than the window: %j', async (look) => {
  const { page, problems } = await open(look);
  expect(await violationsOf(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width);
  const rightOf = (selector: string) =>
    page.evaluate<number>(`document.querySelector('${selector}').getBoundingClientRect().right`);
  expect(await rightOf('#results')).toBeLessThanOrEqual(await rightOf('.card:has(#results)'));
  expect(await page.locator('.chart svg').count()).toBeGreaterThan(3);
  expect(problems).toEqual([]);
  await page.close();
});

testIf('a click on a head sorts by the numbers of the reports, a second one the other way', async () => {
  const { page, problems } = await open({ width: 1280, scheme: 'light' });
  expect(await columnOf(page, 'median-ns')).toEqual([1_250_000, 1_100_000, 1_105_000, 420_000, 300_000, 110_000]);
  const head = page.locator('#results thead th', { hasText: 'Time per image' });
  await head.getByRole('button').click();
  expect(await columnOf(page, 'median-ns')).toEqual([110_000, 300_000, 420_000, 1_100_000, 1_105_000, 1_250_000]);
  expect(await head.getAttribute('aria-sort')).toBe('ascending');
  await head.getByRole('button').press('Enter');
  expect((await columnOf(page, 'median-ns'))[0]).toBe(1_250_000);
  expect(await head.getAttribute('aria-sort')).toBe('descending');
  expect(problems).toEqual([]);
  await page.close();
});

testIf('the filter hides rows that lack a word, on a phone too', async () => {
  const { page } = await open({ width: 360, scheme: 'light' });
  expect(await labels(page)).toHaveLength(6);
  const display = 'getComputedStyle(document.querySelector(\'#results td[data-label="Model"]\')).display';
  expect(await page.evaluate(display)).toBe('flex');
  await page.getByLabel('Filter rows').fill('tiny PI5');
  expect(await labels(page)).toHaveLength(1);
  expect(await page.locator('#filter-status').textContent()).toBe('1 of 6 rows');
  await page.getByLabel('Filter rows').fill('');
  expect(await labels(page)).toHaveLength(6);
  await page.close();
});

testIf('shows boards by models, history, verdicts, and marks what differs from the baseline', async () => {
  const { page } = await open({ width: 1280, scheme: 'light' });
  expect(await page.locator('#matrix tbody tr').count()).toBe(2);
  expect(await page.locator('#matrix tbody tr', { hasText: 'pi5' }).innerText()).toMatch(/0\.420 ms[^]*0\.110 ms/);
  expect(await page.locator('#chart-history svg').count()).toBe(1);
  expect(await page.locator('#results .verdict').allInnerTexts()).toEqual(Array(5).fill('faster'));
  const governor = page.locator('#environment tr', { hasText: 'Governor' });
  expect(await governor.locator('mark').allInnerTexts()).toEqual(['ondemand', 'ondemand']);
  // Those of another network are not the same layers.
  expect(await page.locator('table.layers').count()).toBe(3);
  expect(await page.locator('table.layers').first().locator('tbody tr').count()).toBe(3);
  await page.close();
});

testIf('prints without the controls, on a white page', async () => {
  const { page } = await open({ width: 800, scheme: 'light' });
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.filter').isVisible()).toBe(false);
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  await page.close();
});

testIf('the page of serve says what is missing, and shows reports when they come, without a click', async () => {
  const reports = mkdtempSync(join(tmpdir(), 'bitplane-served-'));
  const program = join(workspaceRoot(), 'packages/deployer/bin/bitplane-deployer.js');
  const server = spawn(process.execPath, [program, 'serve', reports], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'close');
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  try {
    const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
    await page.goto(line.replace(/^page: /, ''));
    await page.getByRole('heading', { name: 'No comparison yet' }).waitFor();
    writeReport(join(reports, 'a.json'), report(VARIANTS[0]));
    await page.getByText('one bit').first().waitFor();
    writeReport(join(reports, 'b.json'), report({ ...VARIANTS[3], label: 'a newer one' }));
    await page.getByText('a newer one').first().waitFor();
    expect(errors).toEqual([]);
  } finally {
    await page.close();
    server.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    rmSync(reports, { recursive: true });
  }
});

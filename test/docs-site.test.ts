// The site of the docs in Chromium: built once, as `npm run docs:build` does.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import type { Browser } from 'playwright-core';
import { violationsOf } from './test-support/accessibility';
import { findChromium, launchChromium } from './test-support/chromium';
import { serveFolder, type StaticServer } from './test-support/static-server';

const chromium = findChromium();
if (chromium === null && process.env.CI) throw new Error('Chromium is missing: .ci/run installs it');
const testIf = chromium === null ? test.skip : test;
jest.setTimeout(300_000);

const site = join(workspaceRoot(), 'out/docs');
let browser: Browser;
let server: StaticServer;

beforeAll(async () => {
  server = await serveFolder(site);
  execFileSync('npm', ['run', '--silent', 'docs:build'], {
    cwd: workspaceRoot(),
    env: { ...process.env, BITPLANE_DOCS_BASE: new URL(server.url).pathname },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (chromium !== null) browser = await launchChromium(chromium);
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

const DESK = { width: 1280, scheme: 'light' } as const;

async function open(path: string, { width, scheme }: { width: number; scheme: 'light' | 'dark' } = DESK) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`${server.url}${path}`);
  await page.locator('.VPDoc h1').waitFor();
  return { page, problems };
}

test('every page of the repository is in the site', () => {
  const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: workspaceRoot(), encoding: 'utf8' });
  for (const page of pages.trim().split('\n')) {
    const file = page.replace(/README\.md$/, 'index.md').replace(/\.md$/, '.html');
    expect([page, existsSync(join(site, file))]).toEqual([page, true]);
  }
});

testIf('a search leads to the page that says it', async () => {
  const { page, problems } = await open('index.html');
  await page.locator('.VPNavBarSearch button').first().click();
  await page.locator('#localsearch-input').fill('XOR popcount bits');
  await page.locator('.result', { hasText: 'bit' }).first().click();
  await page.waitForURL(/\/(docs|packages)\/.+\.html/);
  expect(problems).toEqual([]);
  await page.close();
});

testIf('the API of the packages is a click away', async () => {
  const { page, problems } = await open('index.html');
  await page.locator('.VPNavBarMenuLink', { hasText: 'API' }).click();
  await page.locator('a', { hasText: '@bitplane/model' }).first().click();
  await page.locator('h1', { hasText: '@bitplane/model' }).waitFor();
  expect(problems).toEqual([]);
  await page.close();
});

testIf('the playground is a click away, and runs a network', async () => {
  const { page, problems } = await open('index.html');
  await page.locator('.VPNavBarMenuLink', { hasText: 'Playground' }).click();
  await page.getByText('ms per image').waitFor();
  expect(page.url()).toContain('/playground/');
  expect(problems).toEqual([]);
  await page.close();
});

testIf('a link to a source file shows that file', async () => {
  const { page } = await open('docs/one-image.html');
  await page.locator('.VPDoc a[href$="convert.ts.txt"]').first().click();
  await page.waitForURL(/\/files\/packages\/.+\.txt$/);
  expect(await page.textContent('body')).toContain('export ');
  await page.close();
});

testIf.each([
  ['index.html', 1280, 'light'],
  ['docs/benchmarks.html', 1280, 'dark'],
  ['docs/benchmarks.html', 360, 'light'],
  ['zoo/index.html', 360, 'dark'],
] as const)(
  'axe finds nothing in %s at a width of %d, %s, and nothing is wider than the window',
  async (path, width, scheme) => {
    const { page, problems } = await open(path, { width, scheme });
    if (path === 'docs/benchmarks.html') expect(await page.locator('.bench-chart li').count()).toBeGreaterThan(3);
    expect(await violationsOf(page, '.VPContent')).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(problems).toEqual([]);
    await page.close();
  },
);

// The page of push --live in Chromium: pictures of a folder on the built-in board, as a user sees them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onBoardProgram, workspaceRoot } from '@bitplane/cli';
import { violationsOf } from './test-support/accessibility';
import { findChromium, launchChromium } from './test-support/chromium';

const chromium = findChromium();
if (chromium === null && process.env.CI) throw new Error('Chromium is missing: .ci/run installs it');
const testIf = chromium === null ? test.skip : test;
jest.setTimeout(180_000);

const folder = mkdtempSync(join(tmpdir(), 'bitplane-live-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All pixels alike. */
const picture = (red: number): Buffer =>
  Buffer.concat([Buffer.from('P6 8 8 255\n'), Buffer.from(Array<number[]>(64).fill([red, 0, 0]).flat())]);

testIf('shows pictures as they come, pauses, and says when the program has ended', async () => {
  writeFileSync(join(folder, 'a.ppm'), picture(200));
  const root = workspaceRoot();
  const words = ['push', '--live', folder, '--export', join(root, 'test/vectors/random-166')];
  const child = spawn(
    process.execPath,
    [join(root, 'packages/deployer/bin/bitplane-deployer.js'), ...words, '--program', onBoardProgram()],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  const browser = await launchChromium(chromium!);
  try {
    let address = '';
    for await (const line of createInterface(child.stdout)) {
      if (!line.startsWith('page: ')) continue;
      address = line.slice('page: '.length);
      break;
    }
    child.stdout.resume();
    const page = await browser.newPage({ viewport: { width: 360, height: 700 }, colorScheme: 'dark' });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(address);
    await page.locator('#file', { hasText: 'a.ppm' }).waitFor();
    const red = () =>
      page.evaluate(`[...document.getElementById('picture').getContext('2d').getImageData(40, 40, 1, 1).data]`);
    expect(await red()).toEqual([200, 0, 0, 255]);
    expect(await page.textContent('#time')).toMatch(/ µs$/);
    expect(await page.locator('#scores tr').count()).toBe(5);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violationsOf(page)).toEqual([]);
    }

    await page.click('#pause');
    expect(await page.getAttribute('#pause', 'aria-pressed')).toBe('true');
    writeFileSync(join(folder, 'b.ppm'), picture(90));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await red()).toEqual([200, 0, 0, 255]);
    await page.click('#pause');
    writeFileSync(join(folder, 'c.ppm'), picture(30));
    await page.locator('#file', { hasText: 'c.ppm' }).waitFor();
    expect(await red()).toEqual([30, 0, 0, 255]);

    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    await page.locator('#state', { hasText: 'has ended' }).waitFor();
    expect(problems).toEqual([]);
  } finally {
    child.kill('SIGKILL');
    await browser.close();
  }
});

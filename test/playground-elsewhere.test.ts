// The playground in Firefox and WebKit, where the system has them: a sample, a dropped file, keys, the float twin. Each
// score on the page is compared with the C runtime's. test/playground.test.ts has the rest, in Chromium.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { AXE_VIOLATIONS } from './test-support/accessibility';
import { ARROW_RIGHT, type DrivenBrowser } from './test-support/driven-browser';
import { findFirefox, launchFirefox } from './test-support/firefox';
import { buildPlayground, giveFile, modelPath, recordsOf, scoresInC, SHOWN_SCORES } from './test-support/playground';
import { serveFolder, type StaticServer } from './test-support/static-server';
import { findWebKit, launchWebKit } from './test-support/webkit';

const [firefox, webkit] = [findFirefox(), findWebKit()];
const BROWSERS: [string, (() => Promise<DrivenBrowser>) | null][] = [
  ['Firefox', firefox === null ? null : () => launchFirefox(firefox)],
  ['WebKit', webkit === null ? null : () => launchWebKit(webkit)],
];
const MAX_SECONDS = 60;
jest.setTimeout(300_000);

const folder = temporaryFolder();
let server: StaticServer;
let browser: DrivenBrowser;

beforeAll(async () => {
  if (BROWSERS.every(([, launch]) => launch === null)) return;
  buildPlayground(join(folder, 'built'));
  server = await serveFolder(join(folder, 'built'));
});

afterAll(() => server?.close());

/** Waits until it is true. Throws an Error that has the condition. */
async function until(condition: string): Promise<void> {
  const end = Date.now() + 1000 * MAX_SECONDS;
  while (!(await browser.evaluate<boolean>(condition))) {
    if (Date.now() > end) throw new Error(`expected ${condition} within ${MAX_SECONDS} s: ${await problem()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const textOf = (selector: string): Promise<string> =>
  browser.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`);
const problem = (): Promise<string> => textOf('#problem');
const hasText = (selector: string, text: string): Promise<void> =>
  until(`document.querySelector(${JSON.stringify(selector)}).textContent.includes(${JSON.stringify(text)})`);

async function expectScores(expected: readonly [string, number][]): Promise<void> {
  await until(`Number(document.querySelector('#scores data')?.value) === ${expected[0][1]}`);
  expect(await browser.evaluate(SHOWN_SCORES)).toEqual(expected);
}

describe.each(BROWSERS)('%s', (_, launch) => {
  const testIf = launch === null ? test.skip : test;

  beforeAll(async () => {
    if (launch === null) return;
    browser = await launch();
    await browser.open(server.url);
  });

  afterAll(async () => {
    if (launch !== null) await browser.close();
  });

  testIf('the first sample, another one by a click, one more by a key', async () => {
    await expectScores(scoresInC(folder, 'reference-2bit', recordsOf(0)[0]));
    await browser.click('label[title=ship]');
    await expectScores(scoresInC(folder, 'reference-2bit', recordsOf(8)[0]));
    await browser.press(ARROW_RIGHT);
    await expectScores(scoresInC(folder, 'reference-2bit', recordsOf(8)[1]));
    await until(
      `[...document.querySelectorAll('#layers td:nth-child(5)')].some(({ textContent }) => textContent.endsWith(' %'))`,
    );
    await hasText('#time', ' ms per image');
  });

  testIf('a dropped network runs, a damaged one is rejected in the words of the loader', async () => {
    const bytes = readFileSync(modelPath('resnet-20'));
    await browser.evaluate(giveFile('drop', 'mine.bpm', bytes));
    await hasText('#network-facts', 'resnet-20:');
    const scores = scoresInC(folder, 'resnet-20', recordsOf(8)[1]).map(([, score]) => score);
    await until(`Number(document.querySelector('#scores data')?.value) === ${scores[0]}`);
    expect((await browser.evaluate<[string, number][]>(SHOWN_SCORES)).map(([, score]) => score)).toEqual(scores);
    bytes[3000] ^= 1;
    await browser.evaluate(giveFile('drop', 'hostile.bpm', bytes));
    await hasText('#problem', 'hostile.bpm: ');
    expect(await problem()).toMatch(/checksum/);
  });

  testIf('the float twin has the same scores', async () => {
    await browser.click('#twin');
    await hasText('#twin-status', 'All 10 scores are equal.');
  });

  testIf('axe finds nothing, and the console has no error', async () => {
    expect(await browser.evaluate(AXE_VIOLATIONS)).toEqual([]);
    expect(browser.errors()).toEqual([]);
  });
});

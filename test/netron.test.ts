// The exported graphs as people look at them: in Netron's page, in a browser.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { workspaceRoot } from '@bitplane/cli';
import { skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { EXPORTERS, type ExportSubject } from '@bitplane/converter';
import { hasPythonTools, pythonCommand } from '@bitplane/converter/test-support';
import { readModel } from '@bitplane/model';
import type { Page } from 'playwright-core';
import { findChromium, launchChromium } from './test-support/chromium';

jest.setTimeout(300_000);

const chromium = findChromium();
const testIf = skipUnless(chromium !== null && hasPythonTools, 'Chromium, and python3 3.11 with pip');

const model = { ...readModel(readFileSync(join(workspaceRoot(), 'zoo/reference/model.bpm'))), classes: ['cat', 'dog'] };

const subject: ExportSubject = {
  ...{ imported: model, model, images: [], int2: false },
  source: { file: 'train', format: 'layers-model', sha256: 'ab12', preprocessing: 'u8/255', license: 'CC-BY-4.0' },
};

/** Calls `look` with Netron's page for these bytes once the graph is there. */
async function inNetron(name: string, bytes: Uint8Array, look: (page: Page) => Promise<void>): Promise<void> {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, bytes);
  const { args, env } = pythonCommand('serve_netron.py', file);
  const server = spawn('python3', args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const browser = await launchChromium(chromium!);
  try {
    const address = `http://127.0.0.1:${await portOf(server)}/`;
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    await context.addCookies([{ name: 'consent', value: '1', url: address }]);
    await context.route(
      (url) => url.hostname !== '127.0.0.1',
      (route) => route.abort(),
    );
    const page = await context.newPage();
    await page.goto(address);
    await page.waitForSelector('[id^="node-name-"]', { timeout: 60_000 });
    await look(page);
  } finally {
    await browser.close();
    server.stdin.end();
    await once(server, 'exit');
  }
}

async function portOf(server: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: server.stdout! })) {
    const port = /^port (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error('Netron did not start');
}

const layerNames = model.layers.map(({ name }) => name);

for (const name of ['onnx', 'qonnx']) {
  testIf(`Netron shows the ${name} file, its nodes by the layers' names, with what they cost`, () => {
    const { path, toBytes } = EXPORTERS.find((exporter) => exporter.name === name)!;
    return inNetron(path, toBytes(subject), async (page) => {
      const shown = [...(await page.content()).matchAll(/id="node-name-([^"]*)"/g)].map(([, id]) => id);
      expect(shown).toEqual(expect.arrayContaining(layerNames));
      await page.click(`[id="node-name-${layerNames[0]}"]`);
      const metadata = page.locator('.sidebar-section', { hasText: 'Metadata' });
      await metadata.waitFor();
      const lines = [...(await page.content()).matchAll(/sidebar-item-value-line[^>]*>([^<]*)</g)];
      expect(lines.map(([, text]) => text)).toEqual(expect.arrayContaining([layerNames[0], model.layers[0].kind]));
    });
  });
}

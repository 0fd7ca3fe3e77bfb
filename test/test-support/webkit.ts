// WebKit's GTK port from the system, by its own WebDriver, on a display of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { findProgram } from '@bitplane/cli/test-support';
import { clickAt, middleOf, pressKeys, type DrivenBrowser } from './driven-browser';

interface WebKit {
  readonly driver: string;
  readonly display: string;
}

/** The programs, or null where one of them is missing. */
export function findWebKit(): WebKit | null {
  const [driver, display] = [findProgram('WebKitWebDriver'), findProgram('Xvfb')];
  return driver === null || display === null ? null : { driver, display };
}

/** The one that comes with the driver. It writes what the console has to its output, which is the driver's. */
const BROWSER = { args: ['--automation', '--enable-write-console-messages-to-stdout=true'] };

export async function launchWebKit({ driver, display }: WebKit): Promise<DrivenBrowser> {
  const screen = spawn(display, ['-displayfd', '1', '-screen', '0', '1400x1000x24'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const port = await freePort();
  const webkit = spawn(driver, [`--port=${port}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Root in a container has no user namespaces for the sandbox, and this display no GPU.
    env: {
      ...process.env,
      ...{ DISPLAY: `:${await firstLine(screen.stdout)}`, WEBKIT_DISABLE_DMABUF_RENDERER: '1' },
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    },
  });
  const errors: string[] = [];
  for (const stream of [webkit.stdout, webkit.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      errors.push(...text.split('\n').filter((line) => /CONSOLE.* ERROR/.test(line)));
    });
  const session = await startSession(`http://127.0.0.1:${port}/session`);
  const perform = (actions: readonly object[]) => send(`${session}/actions`, { actions });
  const evaluate = async <Value>(expression: string): Promise<Value> => {
    const script = `const done = arguments[0];
      Promise.resolve(${expression}).then((value) => done({ value }), (error) => done({ failure: String(error) }));`;
    const { value, failure } = (await send(`${session}/execute/async`, { script, args: [] })) as {
      value: Value;
      failure?: string;
    };
    if (failure !== undefined) throw new Error(failure);
    return value;
  };
  return {
    open: async (url) => void (await send(`${session}/url`, { url })),
    evaluate,
    click: async (selector) => void (await perform(clickAt(await evaluate(middleOf(selector))))),
    press: async (...keys) => void (await perform(pressKeys(keys))),
    errors: () => errors,
    close: async () => {
      await fetch(session, { method: 'DELETE' });
      for (const program of [webkit, screen]) await end(program);
    },
  };
}

/** Tries until the driver listens. */
async function startSession(url: string): Promise<string> {
  for (let tries = 100; ; tries--) {
    try {
      const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': BROWSER } };
      const { sessionId } = (await send(url, { capabilities })) as { sessionId: string };
      return `${url}/${sessionId}`;
    } catch (error) {
      // Not by instanceof: fetch is not of the tests' realm.
      if ((error as Error).name !== 'TypeError' || tries === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Rejects with what the driver says of a command that fails; a TypeError where nobody listens. */
async function send(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const { value } = (await response.json()) as { value: { error?: string; message?: string } | null };
  if (!response.ok) throw new Error(`${url}: ${value?.error}: ${value?.message}`);
  return value;
}

const firstLine = (stream: Readable): Promise<string> =>
  new Promise((resolve) => stream.once('data', (data) => resolve(String(data).trim())));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function end(program: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => program.once('exit', resolve));
  program.kill();
  await ended;
}

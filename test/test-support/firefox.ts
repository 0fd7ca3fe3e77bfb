// Firefox from the system, headless, by the WebDriver BiDi that it speaks itself. playwright-core drives builds of its
// own, and sends commands to others that an ESR does not know.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '@bitplane/cli/test-support';
import { WebSocket } from 'undici';
import { clickAt, middleOf, pressKeys, type DrivenBrowser } from './driven-browser';

const NAMES = ['firefox-esr', 'firefox'];

/** The browser's path, or null where there is none. */
export const findFirefox = (): string | null => NAMES.map(findProgram).find((found) => found !== null) ?? null;

export async function launchFirefox(path: string): Promise<DrivenBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'bitplane-firefox-'));
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
  const firefox = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const connection = new Connection(await addressOf(firefox));
  await connection.opened;
  await connection.send('session.new', { capabilities: {} });
  await connection.send('session.subscribe', { events: ['log.entryAdded'] });
  const { contexts } = (await connection.send('browsingContext.getTree', {})) as { contexts: { context: string }[] };
  const [{ context }] = contexts;
  const evaluate = async <Value>(expression: string): Promise<Value> => {
    const { type, result, exceptionDetails } = (await connection.send('script.evaluate', {
      expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value) ?? 'null')`,
      ...{ target: { context }, awaitPromise: true },
    })) as { type: string; result?: { value: string }; exceptionDetails?: { text: string } };
    if (type !== 'success') throw new Error(exceptionDetails?.text);
    return JSON.parse(result!.value) as Value;
  };
  const perform = (actions: readonly object[]) => connection.send('input.performActions', { context, actions });
  return {
    open: async (url) => void (await connection.send('browsingContext.navigate', { context, url, wait: 'complete' })),
    evaluate,
    click: async (selector) => void (await perform(clickAt(await evaluate(middleOf(selector))))),
    press: async (...keys) => void (await perform(pressKeys(keys))),
    errors: () => connection.errors,
    close: async () => {
      const ended = new Promise((resolve) => firefox.once('exit', resolve));
      firefox.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Firefox says where it listens. */
function addressOf(firefox: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    firefox.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [, address] = /WebDriver BiDi listening on (ws:\S+)/.exec(said) ?? [];
      if (address !== undefined) resolve(`${address}/session`);
    });
    firefox.once('exit', () => reject(new Error(`expected Firefox to listen, got its end: ${said}`)));
  });
}

interface Message {
  readonly id?: number;
  readonly error?: string;
  readonly message?: string;
  readonly result?: unknown;
  readonly method?: string;
  readonly params?: { readonly level: string; readonly text: string };
}

class Connection {
  readonly errors: string[] = [];
  readonly opened: Promise<void>;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #lastId = 0;

  constructor(address: string) {
    this.#socket = new WebSocket(address);
    this.opened = new Promise((resolve, reject) => {
      this.#socket.addEventListener('open', () => resolve());
      this.#socket.addEventListener('error', () => reject(new Error(`expected a connection to ${address}, got none`)));
    });
    this.#socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data)) as Message));
  }

  /** Rejects with what Firefox says of a command that fails. */
  send(method: string, params: object): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ error, message, result }) =>
        error === undefined ? resolve(result) : reject(new Error(`${method}: ${error}: ${message}`)),
      );
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  #receive(message: Message): void {
    if (message.method === 'log.entryAdded' && message.params!.level === 'error')
      this.errors.push(message.params!.text);
    if (message.id === undefined) return;
    this.#waiting.get(message.id)!(message);
    this.#waiting.delete(message.id);
  }
}

// serve: the comparison as a live page for this computer, made anew when reports come or go.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderPage } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { compareReports } from './report/comparison';
import { comparisonPage } from './report/page/page';
import { selectReports, stampOf, type Selection } from './select-reports';

export interface ServeOptions extends Selection {
  /** 0: a free one. */
  readonly port: number;
}

export interface PageServer {
  /** With the token that the server wants to see. */
  readonly address: string;
  stop(): Promise<void>;
}

const ADDRESS = '127.0.0.1';

/**
 * Listens on 127.0.0.1 only. Whoever else is on this computer needs the token, and a page of another site, whose name
 * may lead here, has another Host. Throws E_USAGE where the port is taken.
 */
export async function servePage({ port, ...selection }: ServeOptions): Promise<PageServer> {
  const token = randomBytes(16).toString('hex');
  const page = pageOf(selection);
  const server = createServer((request, response) => {
    const { port: own } = server.address() as AddressInfo;
    answer(request, { response, page, token, hosts: [`${ADDRESS}:${own}`, `localhost:${own}`] });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, ADDRESS, resolve)).catch(
    (error: NodeJS.ErrnoException) => {
      throw new BitplaneError('E_USAGE', `--port ${port} cannot be used (${error.code}): choose another one, or none`);
    },
  );
  return {
    address: `http://${ADDRESS}:${(server.address() as AddressInfo).port}/?token=${token}`,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Answering {
  readonly response: ServerResponse;
  /** As it is now. */
  readonly page: () => string;
  readonly token: string;
  readonly hosts: readonly string[];
}

function answer(request: IncomingMessage, { response, page: pageNow, token, hosts }: Answering): void {
  const url = new URL(request.url ?? '/', `http://${ADDRESS}`);
  const send = (status: number, type: string, text: string): void => {
    response.writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  if (!hosts.includes(request.headers.host ?? '') || !isSame(url.searchParams.get('token') ?? '', token)) {
    return send(403, 'text/plain', 'The address has no token, or an old one: take the one that the program printed.\n');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, 'text/plain', 'Only GET is possible.\n');
  if (url.pathname !== '/' && url.pathname !== '/version') {
    return send(404, 'text/plain', 'There is nothing but / here.\n');
  }
  const page = pageNow();
  if (url.pathname === '/version') return send(200, 'text/plain', versionOf(page));
  send(200, 'text/html', page.replace(UNKNOWN_VERSION, versionOf(page)));
}

const versionOf = (page: string): string => createHash('sha256').update(page).digest('hex');

const isSame = (given: string, token: string): boolean =>
  given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token));

/** The page of a selection, made again when its files have changed. */
function pageOf(selection: Selection): () => string {
  let [stamp, page] = ['', ''];
  return () => {
    const now = stampOf(selection.paths);
    if (now !== stamp) [stamp, page] = [now, render(selection)];
    return page;
  };
}

/** What stands in the way of a comparison is shown in its place, until the next report. */
function render(selection: Selection): string {
  try {
    return comparisonPage(compareReports(selectReports(selection)), RELOAD);
  } catch (error) {
    if (!(error instanceof BitplaneError)) throw error;
    return renderPage({
      title: 'No comparison yet',
      lead: error.message,
      ...{ style: '', main: '', footer: 'Made by bitplane-deployer serve.', charts: [] },
      ...{ script: RELOAD, asksServer: true },
    });
  }
}

/** Stands for the version of the page, which is the hash of the page with this in it. */
const UNKNOWN_VERSION = 'version of this page';
const PAUSE_MS = 1000;

const RELOAD = `
setInterval(async () => {
  const response = await fetch('/version' + location.search).catch(() => null);
  if (response?.ok && (await response.text()) !== '${UNKNOWN_VERSION}') location.reload();
}, ${PAUSE_MS});
`;

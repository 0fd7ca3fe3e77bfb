// A server on this computer for its user alone.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BitplaneError } from '@bitplane/model';

export interface PageServer {
  /** With the token that the server wants to see. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Answers a request for one path; `send` ends the response. */
export type Answer = (send: (type: string, text: string) => void, response: ServerResponse) => void;

const ADDRESS = '127.0.0.1';
export const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/**
 * Listens on 127.0.0.1 only; port 0 is a free one. Whoever else is on this computer needs the token, and a page of
 * another site, whose name may lead here, has another Host. Throws E_USAGE where the port is taken.
 */
export async function startPageServer(port: number, answers: ReadonlyMap<string, Answer>): Promise<PageServer> {
  const token = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    const { port: own } = server.address() as AddressInfo;
    answer(request, { response, answers, token, hosts: [`${ADDRESS}:${own}`, `localhost:${own}`] });
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
  readonly answers: ReadonlyMap<string, Answer>;
  readonly token: string;
  readonly hosts: readonly string[];
}

function answer(request: IncomingMessage, { response, answers, token, hosts }: Answering): void {
  const url = new URL(request.url ?? '/', `http://${ADDRESS}`);
  const send = (status: number, type: string, text: string): void => {
    response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, ...HEADERS });
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  if (!hosts.includes(request.headers.host ?? '') || !isSame(url.searchParams.get('token') ?? '', token)) {
    return send(403, 'text/plain', 'The address has no token, or an old one: take the one that the program printed.\n');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, 'text/plain', 'Only GET is possible.\n');
  const respond = answers.get(url.pathname);
  if (respond === undefined) return send(404, 'text/plain', 'There is nothing but / here.\n');
  respond((type, text) => send(200, type, text), response);
}

const isSame = (given: string, token: string): boolean =>
  given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token));

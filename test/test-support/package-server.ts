// A package's sources as a browser loads them: a server on 127.0.0.1 that gives TypeScript without its types.
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { transformSync } from '@swc/core';

export interface PackageServer {
  /** Without a slash at its end. */
  readonly address: string;
  /** Paths that were asked for and are not there. */
  readonly missing: readonly string[];
  close(): void;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.bpm': 'application/octet-stream',
};

/** Serves a folder's files, its .ts files as JavaScript, and `pages`: path → HTML. */
export async function servePackage(folder: string, pages: Readonly<Record<string, string>>): Promise<PackageServer> {
  const missing: string[] = [];
  const server = createServer(({ url = '/' }, response) => {
    const path = decodeURIComponent(url);
    const send = (type: string, body: string | Buffer): void => void response.setHeader('content-type', type).end(body);
    const file = join(folder, path);
    if (path in pages) send('text/html', pages[path]);
    else if (extname(path) === '.ts' && existsSync(file)) send('text/javascript', javaScriptOf(file));
    else if (extname(path) in TYPES && existsSync(file)) send(TYPES[extname(path)], readFileSync(file));
    else {
      missing.push(path);
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, missing, close: () => server.close().closeAllConnections() };
}

const javaScriptOf = (file: string): string =>
  transformSync(readFileSync(file, 'utf8'), {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  }).code;

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fetchArchive, forgetArchive } from './fetch.mjs';

const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

let cache, server, url, requests;
beforeEach(async () => {
  cache = mkdtempSync(join(tmpdir(), 'bitplane-'));
  process.env.BITPLANE_CACHE = cache;
  requests = 0;
  server = createServer((request, response) => {
    requests++;
    response.writeHead(request.url === '/library.tar.gz' ? 200 : 404).end('abc');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${server.address().port}/library.tar.gz`;
});
afterEach(async () => {
  delete process.env.BITPLANE_CACHE;
  await new Promise((resolve) => server.close(resolve));
  rmSync(cache, { recursive: true });
});

const download = (changes) => ({ name: 'library', from: 'web', url, sha256: SHA256_OF_ABC, ...changes });

test('a download is checked, kept until it is forgotten, and not fetched twice', async () => {
  const path = await fetchArchive(download());
  assert.equal(path, join(cache, 'downloads/library/library.tar.gz'));
  assert.equal(readFileSync(path, 'utf8'), 'abc');
  await fetchArchive(download());
  assert.equal(requests, 1);
  forgetArchive(download());
  assert.equal(existsSync(path), false);
});

test('bytes that were not published are rejected, and nothing of them stays', async () => {
  await assert.rejects(
    fetchArchive(download({ sha256: SHA256_OF_ABC.replace('b', 'c') })),
    /was expected to have SHA-256 ca7816/,
  );
  assert.deepEqual(readdirSync(join(cache, 'downloads')), []);
});

test('an answer that is not the file is an error that says so', async () => {
  await assert.rejects(fetchArchive(download({ url: `${url}.old` })), /expected status 200 from .*, got 404/);
});

test('a platform without a pinned archive is told before anything is fetched', async () => {
  await assert.rejects(fetchArchive(download({ sha256: undefined })), /library is not published for/);
  assert.equal(requests, 0);
});

/** A proxy on this machine that notes where it is asked to lead. */
async function withProxy(use) {
  const asked = [];
  const proxy = createServer((request, response) => response.writeHead(400).end());
  proxy.on('connect', ({ url: place }, near) => {
    asked.push(place);
    const far = connect(server.address().port, '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.pipe(near).pipe(far);
    });
    for (const socket of [near, far]) socket.on('error', () => undefined);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    await use({ place: `127.0.0.1:${proxy.address().port}`, asked });
  } finally {
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  }
}

const NAMES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'];

async function withEnvironment(variables, use) {
  const before = NAMES.map((name) => process.env[name]);
  for (const name of NAMES) delete process.env[name];
  Object.assign(process.env, variables);
  try {
    await use();
  } finally {
    NAMES.forEach((name, k) => (before[k] === undefined ? delete process.env[name] : (process.env[name] = before[k])));
  }
}

for (const name of ['http_proxy', 'HTTP_PROXY'])
  for (const scheme of ['http://', ''])
    test(`a download goes through the proxy of ${name}=${scheme}host:port`, () =>
      withProxy(({ place, asked }) =>
        withEnvironment({ [name]: scheme + place }, async () => {
          assert.equal(readFileSync(await fetchArchive(download()), 'utf8'), 'abc');
          assert.deepEqual(asked, [new URL(url).host]);
        }),
      ));

for (const name of ['https_proxy', 'HTTPS_PROXY'])
  test(`${name} is for https`, () =>
    withProxy(({ place, asked }) =>
      withEnvironment({ [name]: `http://${place}` }, async () => {
        await fetchArchive(download());
        assert.deepEqual(asked, []);
        // The server behind the proxy speaks no TLS.
        const secure = download({ name: 'secure', url: 'https://library.invalid/library.tar.gz' });
        await assert.rejects(fetchArchive(secure), new RegExp(`cannot be reached .*: check ${name}$`));
        assert.deepEqual(asked, ['library.invalid:443']);
      }),
    ));

for (const name of ['no_proxy', 'NO_PROXY'])
  test(`${name} leaves hosts out`, () =>
    withProxy(({ place, asked }) =>
      withEnvironment({ HTTP_PROXY: `http://${place}`, [name]: 'elsewhere.lan,127.0.0.1' }, async () => {
        await fetchArchive(download());
        assert.deepEqual(asked, []);
      }),
    ));

test('a host that is not reached without a proxy names the variable that sets one', () =>
  withEnvironment({}, () =>
    assert.rejects(fetchArchive(download({ url: 'http://127.0.0.1:1/x' })), /cannot be reached .*set HTTPS_PROXY$/),
  ));

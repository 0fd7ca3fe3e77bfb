import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
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

test('bytes that were not published are refused, and nothing of them stays', async () => {
  await assert.rejects(
    fetchArchive(download({ sha256: SHA256_OF_ABC.replace('b', 'c') })),
    /was expected to have SHA-256 ca7816/,
  );
  assert.deepEqual(readdirSync(join(cache, 'downloads')), []);
});

test('an answer that is not the file is an error that says so', async () => {
  await assert.rejects(fetchArchive(download({ url: `${url}.old` })), /expected to answer 200, got 404/);
});

test('a platform without a pinned archive is told before anything is fetched', async () => {
  await assert.rejects(fetchArchive(download({ sha256: undefined })), /library is not published for/);
  assert.equal(requests, 0);
});

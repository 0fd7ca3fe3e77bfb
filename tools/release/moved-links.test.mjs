import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moveLinks } from './moved-links.mjs';

const PLACES = { 'packages/c/a.c': 'a.c', 'docs/format.md': 'docs/format.md' };
const page = { path: 'packages/c/README.md', movedTo: 'README.md' };
const moved = (text) => moveLinks({ ...page, text }, (path) => PLACES[path] ?? null);

test('links lead to where their targets are', () => {
  assert.equal(moved('[a](a.c), [f](../../docs/format.md#bits)'), '[a](a.c), [f](docs/format.md#bits)');
  assert.equal(
    moved('[here](#top) and [there](https://example.org/a.c)'),
    '[here](#top) and [there](https://example.org/a.c)',
  );
});

test('of links to what stays at home the words remain', () => {
  assert.equal(moved('see [packages/wasm](../wasm/README.md), ![a picture](b.png)'), 'see packages/wasm, a picture');
});

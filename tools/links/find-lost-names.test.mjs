import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLostNames } from './find-lost-names.mjs';

const sources = { 'src/walk.c': 'void walk_tiles(void) {\n  make_signs();\n}\n' };
const lost = (text) => findLostNames([{ path: 'docs/page.md', text }], (path) => sources[path] ?? null);

test('a name that the file defines is fine, and so is a link that names no code', () => {
  assert.deepEqual(lost('[`walk_tiles`](../src/walk.c), [walk](../src/walk.c), [`any`](https://example.org/x)'), []);
});

test('a name that the file does not define is found, also where it is used or is a part of another name', () => {
  for (const name of ['walk_rows', 'walk', 'make_signs']) {
    assert.deepEqual(lost(`[\`${name}\`](../src/walk.c)`), [
      `docs/page.md: says that \`${name}\` is in src/walk.c, which does not define it`,
    ]);
  }
});

test('a missing file is left to the check of links', () => {
  assert.deepEqual(lost('[`walk_tiles`](../src/none.c)'), []);
});

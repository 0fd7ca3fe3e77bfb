import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLostPaths } from './find-lost-paths.mjs';

const files = ['packages/model/src/layers/add.ts', 'packages/model/src/layers/add.test.ts', 'test/kinds.json'];
const lost = (text) => findLostPaths([{ path: 'docs/page.md', text }], files);

test('files, folders, and patterns that some file has are fine', () => {
  assert.deepEqual(
    lost('`packages/model/src/layers/add.ts` `test/` `packages/model` `packages/model/src/<x>/<kind>.test.ts`'),
    [],
  );
});

test('a file, a folder or a pattern that none has is found', () => {
  for (const path of [
    'packages/model/src/add.ts',
    'test/ki',
    'packages/<x>/test/<kind>.ts',
    'packages/model/src/<kind>.ts',
  ]) {
    assert.deepEqual(lost(`Edit \`${path}\`.`), [`docs/page.md: names ${path}, which is no file`]);
  }
});

test('commands, other folders and blocks of code are not paths', () => {
  assert.deepEqual(lost('`npx tsx tools/none.ts` `src/none.c` `build/none`\n```\n`tools/none.ts`\n```\n'), []);
});

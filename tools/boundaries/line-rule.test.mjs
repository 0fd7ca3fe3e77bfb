import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLongLines } from './line-rule.mjs';

const words = (columns) =>
  'word '
    .repeat(columns)
    .slice(0, columns - 1)
    .concat('d');
const found = (path, text) => findLongLines([path], () => text);

test('comments of every language may have 120 columns, and no more', () => {
  for (const [path, start] of [
    ['packages/model/src/bits.ts', '// '],
    ['packages/model/src/bits.ts', '/** '],
    ['packages/model/src/bits.ts', ' * '],
    ['tools/nx/script.js', '  // '],
    ['packages/runtime-c/src/bits.h', '// '],
    ['packages/runtime-c/src/kernels/kernels.inc', '/* '],
    ['packages/runtime-c/CMakeLists.txt', '# '],
    ['findings/one.sh', '  # '],
    ['docs/bits.md', ''],
    ['docs/bits.md', '- '],
  ]) {
    assert.deepEqual(found(path, `first\n${start}${words(120 - start.length)}\n`), []);
    assert.deepEqual(found(path, `first\n${start}${words(121 - start.length)}\n`), [
      `${path}:2: expected 120 columns at most, got 121`,
    ]);
  }
});

test('code is for those that format it', () => {
  assert.deepEqual(found('packages/model/src/bits.ts', `const text = '${words(130)}';`), []);
  assert.deepEqual(found('packages/model/package.json', words(130)), []);
});

test('tables and code in Markdown, and what holds a word that cannot be broken, may be longer', () => {
  assert.deepEqual(
    found('docs/bits.md', `| ${words(130)} |\n\n    ${words(130)}\n\`\`\`\n${words(130)}\n\`\`\`\n`),
    [],
  );
  assert.deepEqual(found('docs/bits.md', `see https://example.org/${'x'.repeat(100)}`), []);
  assert.equal(found('docs/bits.md', `\`\`\`\n\`\`\`\n${words(130)}`).length, 1);
});

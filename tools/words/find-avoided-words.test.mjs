import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findAvoidedWords } from './find-avoided-words.mjs';

const found = (path, text) => findAvoidedWords([{ path, text }]);

test('a page is read without its code', () => {
  assert.deepEqual(found('docs/page.md', 'a\nb in place of c'), ['docs/page.md:2: "in place of": say "instead of"']);
  assert.deepEqual(found('docs/page.md', 'a `refused` b\n```\nin place of\n```\nfiles used in place'), []);
});

test('lines are counted past code that is left out', () => {
  assert.deepEqual(found('a.md', '```\nx\n```\nIt demands'), ['a.md:4: "demands": say "require"']);
});

test('a program is read for what it prints, not for its comments', () => {
  assert.deepEqual(found('a.ts', "// so many\nthrow new Error('so many files');"), [
    'a.ts:2: "so many": say "this many"',
  ]);
  assert.deepEqual(found('a.mjs', 'f(`${x} refuses ${y} in place of ${z}`);').length, 2);
  assert.deepEqual(found('a.c', '// "refused"\nfail("%s: refused", /* "so many" */ \'"\');'), [
    'a.c:2: "refused": say "reject"',
  ]);
});

test('a header is read whole', () => {
  assert.deepEqual(found('a.h', '// The check that it demands.').length, 1);
});

test("another program's refused connection is quoted as it is", () => {
  assert.deepEqual(found('a.ts', "f('connection refused', 'the connection was refused', 'ECONNREFUSED');"), []);
});

test('ordinary English stays', () => {
  const text = 'At least two and at most ten, in place, so many parts that it is slow, most of them made on-demand.';
  assert.deepEqual(found('a.md', text), []);
});

test('the names of files and imported modules are no prose', () => {
  assert.deepEqual(found('a.md', '    demand-more.ts   what it reads\n    demand.ts'), []);
  assert.deepEqual(found('a.ts', "import { a } from './demand';\nexport { b } from './refuse';"), []);
});

test('names are read everywhere in code, tests and comments too', () => {
  assert.deepEqual(found('src/a.test.ts', 'demandRows(); // MOST_BITS\nconst a = LEAST_ROWS;'), [
    'src/a.test.ts:1: "MOST_BITS": say "MAX_"',
    'src/a.test.ts:2: "LEAST_ROWS": say "MIN_"',
    'src/a.test.ts:1: "demandRows": say "require…"',
  ]);
  assert.deepEqual(found('a.c', 'refuse_file(); ALMOST_ALL; onDemand();'), ['a.c:1: "refuse_file": say "reject…"']);
});

test('tests may quote what others say', () => {
  assert.deepEqual(found('src/a.test.ts', "expect(text).toMatch('refused');"), []);
});

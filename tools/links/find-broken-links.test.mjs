import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findBrokenLinks } from './find-broken-links.mjs';

const files = ['README.md', 'docs/format.md', 'docs/page.png', 'packages/model'];
const broken = (text, path = 'docs/format.md') =>
  findBrokenLinks(
    [
      { path, text },
      { path: 'README.md', text: '# What it is\n## `.bpm`, the file' },
    ],
    (name) => files.includes(name),
  );

test('links to files, folders, headings and the web are fine', () => {
  const text = `[a](../README.md) ![b](page.png "t") [c](../packages/model) [d](../README.md#what-it-is) [e](../README.md#bpm-the-file)
    [f](https://example.org/x) <img src="page.png"> # no heading\n# Own one\n[g](#own-one)`;
  assert.deepEqual(broken(text), []);
});

test('a file or heading that is not there is found', () => {
  assert.match(broken('[a](bits.md)')[0], /docs\/format\.md: links to bits\.md, which is not there/);
  assert.match(broken('<img src="picture.png">')[0], /picture\.png/);
  assert.match(broken('[a](../README.md#why)')[0], /README\.md has no such heading/);
});

test('code is not prose', () => {
  assert.deepEqual(broken('`[a](nowhere.md)`\n```\n[b](nowhere.md)\n```\n'), []);
});

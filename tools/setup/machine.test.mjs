import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect, isAtLeast, missingMessage } from './machine.mjs';

test('compares versions by number', () => {
  assert.equal(isAtLeast('3.25.1', '3.21'), true);
  assert.equal(isAtLeast('3.21', '3.21'), true);
  assert.equal(isAtLeast('3.9.2', '3.21'), false);
  assert.equal(isAtLeast('4', '3.21'), true);
  assert.equal(isAtLeast('20.19.0', '20.19'), true);
  assert.equal(isAtLeast('19.20', '20.19'), false);
});

test('finds what is there and what is not', async () => {
  const [node, absent, old] = await inspect([
    { name: 'Node', program: process.execPath },
    { name: 'compiler', program: 'no-such-compiler' },
    { name: 'newer Node', program: process.execPath, atLeast: '999.0' },
  ]);
  assert.equal(node.found, process.versions.node);
  assert.deepEqual([node.fits, absent.fits, old.fits], [true, false, false]);
  assert.equal(absent.found, null);
});

test('says in one message what to install', () => {
  const message = missingMessage([
    { name: 'CMake', program: 'cmake', atLeast: '3.21', found: '3.16.3', apt: 'cmake', brew: 'cmake' },
    { name: 'C compiler', program: 'cc', found: null, apt: 'gcc', brew: 'gcc' },
    { name: 'C++ compiler', program: 'c++', found: null, apt: 'g++', brew: 'gcc' },
  ]);
  assert.match(message, /missing: CMake ≥ 3\.21 \(cmake: found 3\.16\.3\), C compiler \(cc: not found\)/);
  assert.match(message, /apt-get install -y cmake gcc g\+\+$/m);
  assert.match(message, /brew install cmake gcc$/m);
});

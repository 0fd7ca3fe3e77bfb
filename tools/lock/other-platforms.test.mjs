import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../setup/places.mjs';
import { addMissingPlatforms, findMissingPlatforms } from './other-platforms.mjs';

const lock = {
  packages: {
    '': {},
    'node_modules/nx': {
      version: '1.0.0',
      dev: true,
      optionalDependencies: { '@nx/nx-linux-x64-gnu': '1.0.0', '@nx/nx-darwin-arm64': '1.0.0' },
    },
    'node_modules/@nx/nx-linux-x64-gnu': { version: '1.0.0', integrity: 'sha512-…' },
  },
};

test('finds and adds the packages of other platforms', () => {
  assert.deepEqual(findMissingPlatforms(lock), [{ name: '@nx/nx-darwin-arm64', version: '1.0.0', dev: true }]);
  const { packages } = addMissingPlatforms(lock);
  assert.deepEqual(packages['node_modules/@nx/nx-darwin-arm64'], {
    version: '1.0.0',
    os: ['darwin'],
    cpu: ['arm64'],
    dev: true,
    optional: true,
  });
  assert.deepEqual(findMissingPlatforms({ packages }), []);
});

test('a name that does not say its platform is not guessed', () => {
  const packages = { 'node_modules/a': { optionalDependencies: { bufferutil: '4.0.0' } } };
  assert.throws(() => addMissingPlatforms({ packages }), /"bufferutil" does not say its platform/);
});

const text = readFileSync(join(root, 'package-lock.json'), 'utf8');

test('the lock file is complete: if not, run node tools/complete-lock.mjs', () => {
  assert.deepEqual(findMissingPlatforms(JSON.parse(text)), []);
});

test('the lock file holds no addresses', () => {
  assert.doesNotMatch(text, /"resolved": "https?:/);
});

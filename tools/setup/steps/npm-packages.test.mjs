import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInstalled } from './npm-packages.mjs';

const locked = {
  '': { name: 'bitplane' },
  'packages/model': { version: '0.1.0' },
  'node_modules/@bitplane/model': { resolved: 'packages/model', link: true },
  'node_modules/nx': { version: '24.0.6' },
  'node_modules/fsevents': { version: '2.3.3', optional: true },
};

const without = (name) => Object.fromEntries(Object.entries(locked).filter(([path]) => path !== name));

test('installed means every package in its version; optional ones may be missing', () => {
  assert.equal(isInstalled(locked, without('')), true);
  assert.equal(isInstalled(locked, without('node_modules/fsevents')), true);
  assert.equal(isInstalled(locked, without('node_modules/nx')), false);
  assert.equal(isInstalled(locked, { ...locked, 'node_modules/nx': { version: '24.0.5' } }), false);
});

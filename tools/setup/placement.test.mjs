import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { placeWhole, removeStaleParts } from './placement.mjs';

let folder;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'bitplane-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('a target appears only when it is whole, and replaces the old one', async () => {
  const target = join(folder, 'addon.node');
  writeFileSync(target, 'old');
  await placeWhole(target, (part) => {
    writeFileSync(part, 'new');
    assert.equal(readFileSync(target, 'utf8'), 'old');
  });
  assert.equal(readFileSync(target, 'utf8'), 'new');
  assert.deepEqual(readdirSync(folder), ['addon.node']);
});

test('a failure leaves the old target and no part of the new one', async () => {
  const target = join(folder, 'addon.node');
  writeFileSync(target, 'old');
  const making = placeWhole(target, (part) => {
    writeFileSync(part, 'half');
    throw new Error('disk full');
  });
  await assert.rejects(making, /disk full/);
  assert.equal(readFileSync(target, 'utf8'), 'old');
  assert.deepEqual(readdirSync(folder), ['addon.node']);
});

test('parts that a killed set-up left are removed, those of a running one stay', () => {
  const { pid: ended } = spawnSync('true');
  const [stale, live] = [ended, process.ppid].map((pid) => join(folder, `zig.part-${pid}`));
  for (const path of [stale, live]) writeFileSync(path, '');
  removeStaleParts(folder);
  assert.equal(existsSync(stale), false);
  assert.equal(existsSync(live), true);
});

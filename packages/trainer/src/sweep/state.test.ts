import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { openState, removeSweep } from './state';

let folder: string;
beforeEach(() => (folder = temporaryFolder()));

const IDENTITY = { network: 'reference', limit: undefined, grid: { epochs: [1, 2] }, images: { sha256: 'abc' } };

test('failures are on the disk at once, and are known to the next one that opens the state', () => {
  const state = openState(folder, IDENTITY);
  expect(state.failureOf('runs/1/seed-1')).toBeNull();
  state.saveFailure('runs/1/seed-1', 'the loss became NaN');
  expect(openState(folder, IDENTITY).failureOf('runs/1/seed-1')).toBe('the loss became NaN');
  expect(openState(folder, IDENTITY).failureOf('toString')).toBeNull();
  expect(readdirSync(folder)).toEqual(['sweep.json']);
});

test.each([
  [{ ...IDENTITY, network: 'resnet-20' }, /has a sweep with network "reference", got "resnet-20"/],
  [{ ...IDENTITY, grid: { epochs: [1, 3] } }, /with grid\.epochs \[1,2\], got \[1,3\]/],
  [{ ...IDENTITY, grid: { batchSize: [1, 2] } }, /with grid\.epochs \[1,2\], got left out/],
  [{ ...IDENTITY, limit: 100 }, /with limit left out, got 100/],
  [{ ...IDENTITY, images: { sha256: 'abd' } }, /with images\.sha256 "abc", got "abd"/],
])('another sweep is rejected by the field that differs, with what to do', (identity, message) => {
  openState(folder, IDENTITY);
  const before = readFileSync(join(folder, 'sweep.json'), 'utf8');
  expect(() => openState(folder, identity)).toThrow(errorLike('E_USAGE', message));
  expect(() => openState(folder, identity)).toThrow(errorLike('E_USAGE', /give another --out, .* --overwrite$/));
  expect(readFileSync(join(folder, 'sweep.json'), 'utf8')).toBe(before);
});

test.each(['{', '[]', '{"schema": "bitplane-sweep-state/2"}'])('%s is no state', (text) => {
  writeFileSync(join(folder, 'sweep.json'), text);
  expect(() => openState(folder, IDENTITY)).toThrow(errorLike('E_FILE', /sweep\.json.*give another --out/));
});

test('a sweep is removed with what it wrote, and with nothing else', () => {
  for (const name of ['runs', 'seed-1', 'mine']) mkdirSync(join(folder, name));
  removeSweep(folder);
  expect(readdirSync(folder).sort()).toEqual(['mine', 'runs', 'seed-1']);
  openState(folder, IDENTITY);
  removeSweep(folder);
  expect(readdirSync(folder)).toEqual(['mine']);
});

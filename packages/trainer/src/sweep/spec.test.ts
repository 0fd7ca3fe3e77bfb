import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { readSpec, specSchema } from './spec';

let folder: string;
beforeAll(() => (folder = temporaryFolder()));

const SPEC = { network: 'reference', recipe: 'plus', grid: { epochs: [1, 2] } };

/** Reads a SPEC with these fields changed; undefined leaves one out. */
function read(changes: object) {
  const file = join(folder, 'spec.json');
  writeFileSync(file, JSON.stringify({ ...SPEC, ...changes }));
  return readSpec(file);
}

test('what is left out has its default', () => {
  expect(read({})).toEqual({ ...SPEC, set: {}, seeds: [1] });
  expect(read({ halving: { rungs: [1] } }).halving).toEqual({ rungs: [1], eta: 3 });
  expect(read({ grid: undefined, random: { count: 1, settings: { epochs: { integer: [1, 9] } } } }).random?.seed).toBe(
    1,
  );
});

test('seeds are a list, or how many', () => {
  expect(read({ seeds: 3 }).seeds).toEqual([1, 2, 3]);
  expect(read({ seeds: [7, 0] }).seeds).toEqual([7, 0]);
});

test.each([
  [{ network: undefined }, /network: expected string, got nothing/],
  [{ network: 3 }, /network: expected string, got 3/],
  [{ recipe: '' }, /recipe: expected .*, got ""/],
  [{ validation: 0 }, /validation: expected number to be >=1, got 0/],
  [{ validation: '5000' }, /validation: expected number, got "5000"/],
  [{ limit: 1.5 }, /limit: expected a whole number, got 1\.5/],
  [{ seeds: 0 }, /seeds: expected how many seeds, or a list .*, got 0/],
  [{ seeds: [1, 1] }, /seeds: expected .* different whole numbers .*, got \[1,1\]/],
  [{ limits: 1 }, /there is no field limits: expected only those of docs\/sweeps\.md, did you mean "limit"\?/],
  [{ grid: {} }, /grid: expected settings with lists of values, got \{\}/],
  [{ grid: { epochs: 3 } }, /grid\.epochs: expected array, got 3/],
  [{ grid: { epochs: [] } }, /grid\.epochs: expected array to have >=1 items, got \[\]/],
  [{ grid: { 'a b': [1] } }, /grid\.a b: expected the path of a setting, such as optimizer\.peakRate/],
  [{ grid: undefined }, /the SPEC: expected either grid or random/],
  [{ random: { count: 1, settings: { epochs: { choice: [1] } } } }, /the SPEC: expected either grid or random/],
  [{ halving: { rungs: [3, 2] } }, /halving\.rungs: expected epochs in rising order, got \[3,2\]/],
  [{ halving: { rungs: [0] } }, /halving\.rungs\.0: expected number to be >=1, got 0/],
  [{ halving: { rungs: [1], eta: 1 } }, /halving\.eta: expected number to be >1, got 1/],
  [{ set: { 'optimizer.': 1 } }, /set\.optimizer\.: expected the path of a setting/],
])('%j is rejected with the field, what was expected and what came', (changes, message) => {
  expect(() => read(changes)).toThrow(errorLike('E_FILE', message));
});

test.each([
  [{ uniform: [2, 1] }, /\.uniform: expected \[min, max\] with min below max, two numbers, got \[2,1\]/],
  [{ uniform: [1] }, /: expected \{"uniform": .*, got \{"uniform":\[1\]\}/],
  [{ logUniform: [0, 1] }, /\.logUniform\.0: expected number to be >0, got 0/],
  [{ integer: [1, 2.5] }, /: expected \{"uniform": .*, got \{"integer":\[1,2\.5\]\}/],
  [{ choice: [] }, /\.choice: expected array to have >=1 items, got \[\]/],
  [{ normal: [0, 1] }, /: expected \{"uniform": \[min, max\]\}, .*, got \{"normal":\[0,1\]\}/],
  [[1, 2], /: expected \{"uniform": \[min, max\]\}, .*, got \[1,2\]/],
])('%j is no domain to draw from', (domain, message) => {
  const random = { count: 3, settings: { 'optimizer.peakRate': domain } };
  const readIt = () => read({ grid: undefined, random });
  expect(readIt).toThrow(errorLike('E_FILE', /random\.settings\.optimizer\.peakRate/));
  expect(readIt).toThrow(errorLike('E_FILE', message));
});

test('a file that is missing, or no JSON, is said to be so', () => {
  expect(() => readSpec(join(folder, 'none.json'))).toThrow(errorLike('E_MISSING_FILE'));
  const file = join(folder, 'text.json');
  writeFileSync(file, 'network: reference');
  expect(() => readSpec(file)).toThrow(errorLike('E_FILE', /expected a SPEC in JSON/));
  writeFileSync(file, '[]');
  expect(() => readSpec(file)).toThrow(errorLike('E_FILE', /the SPEC: expected object, got \[\]/));
});

test('the example can be read, and docs/sweeps.md lists every field', () => {
  expect(readSpec(join(workspaceRoot(), 'packages/trainer/examples/sweep.json')).random?.count).toBe(18);
  const page = readFileSync(join(workspaceRoot(), 'docs/sweeps.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  for (const field of Object.keys(specSchema.shape)) expect(rows.join()).toContain(`\`${field}\``);
});

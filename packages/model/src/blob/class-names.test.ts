import type { Model } from '../graph';
import { randomModel } from '../random-model/random-model';
import { errorCode } from '../test-support/build';
import { MODEL_FORMAT } from './constants';
import { seal, viewOf } from './envelope';
import { readModel } from './read';
import { writeModel } from './write';

// Six scores.
const SEED = 3;
const named = (...classes: string[]): Model => ({ ...randomModel(SEED), classes });

test('class names come back, and a model without any has the bytes that it always had', () => {
  expect(readModel(writeModel(named('cat', 'Hündin'))).classes).toEqual(['cat', 'Hündin']);
  const plain = readModel(writeModel(randomModel(SEED)));
  expect('classes' in plain).toBe(false);
});

test('the names are one more section, the last, which no layer refers to', () => {
  const [without, file] = [writeModel(randomModel(SEED)), writeModel(named('cat', 'dog'))];
  const numSections = viewOf(file).getUint32(24, true);
  expect(numSections).toBe(viewOf(without).getUint32(24, true) + 1);
  const row = 64 + 24 * (numSections - 1);
  const [type, offset, nbytes] = [row, row + 8, row + 16].map((at) => viewOf(file).getUint32(at, true));
  expect([type, offset % 64, offset + nbytes]).toEqual([4, 0, file.length]);
  expect(Buffer.from(file.subarray(offset)).toString()).toBe('classes\0cat\0dog\0');
});

test('a section that no layer refers to and that begins otherwise is passed over', () => {
  const file = writeModel(named('cat', 'dog'));
  file[file.indexOf(99, file.length - 16)] = 0x43;
  expect(readModel(seal(file, MODEL_FORMAT))).toEqual(randomModel(SEED));
});

test.each<[string, (file: Uint8Array) => void]>([
  ['not ended', (file) => (file[file.length - 1] = 0x41)],
  ['not UTF-8', (file) => (file[file.length - 2] = 0xff)],
  ['empty', (file) => (file[file.length - 3] = file[file.length - 2] = 0)],
])('names that are %s are rejected', (_, damage) => {
  const file = writeModel(named('cat', 'do'));
  damage(file);
  expect(errorCode(() => readModel(seal(file, MODEL_FORMAT)))).toBe('E_FILE');
});

test('more names than scores, an empty one and none at all are rejected by the writer', () => {
  const tooMany = Array.from({ length: 10_000 }, (_, k) => `class ${k}`);
  for (const classes of [tooMany, ['cat', ''], [], ['zero\0byte']]) {
    expect(errorCode(() => writeModel(named(...classes)))).toBe('E_VALUE');
  }
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  makeGolden,
  randomModel,
  readGolden,
  readModel,
  writeGolden,
  type Model,
  type TensorOf,
} from '@bitplane/model';
import { vectorFiles, vectorsFolder } from './make-vectors';

const read = (path: string): Uint8Array => new Uint8Array(readFileSync(join(vectorsFolder(), path)));
const cases = readdirSync(vectorsFolder()).sort();

test('making the vectors again gives the same files', () => {
  const files = vectorFiles();
  expect([...files.keys()].sort()).toEqual(cases.flatMap((name) => [`${name}/golden.bpv`, `${name}/model.bpm`]));
  for (const [path, bytes] of files)
    expect({ path, same: Buffer.compare(bytes, read(path)) === 0 }).toEqual({ path, same: true });
});

test('together they hold every kind that random networks have', () => {
  const kindsOf = (models: Model[]) =>
    [...new Set(models.flatMap(({ layers }) => layers.map(({ kind }) => kind)))].sort();
  const random = Array.from({ length: 60 }, (_, seed) => randomModel(seed));
  expect(kindsOf(cases.map((name) => readModel(read(`${name}/model.bpm`))))).toEqual(kindsOf(random));
});

test.each(cases)('the interpreter reproduces the golden vectors of %s', (name) => {
  const golden = readGolden(read(`${name}/golden.bpv`));
  const images = golden.images.map(([image]) => image as TensorOf<'uint8'>);
  const again = makeGolden(readModel(read(`${name}/model.bpm`)), images);
  expect(again.tensors).toEqual(golden.tensors);
  expect(Buffer.compare(writeGolden(again), read(`${name}/golden.bpv`))).toBe(0);
});

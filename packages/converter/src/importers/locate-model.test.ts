import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorLike } from '../test-support/error-like';
import { locateModel } from './locate-model';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-locate-'));
  process.env.BITPLANE_OUT = join(folder, 'out');
});
afterEach(() => {
  delete process.env.BITPLANE_OUT;
  rmSync(folder, { recursive: true });
});

const put = (...path: string[]): string => {
  const file = join(folder, ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '{}');
  return file;
};

test('a folder or its model.json', () => {
  const file = put('run', 'model.json');
  expect(locateModel(join(folder, 'run'))).toBe(file);
  expect(locateModel(file)).toBe(file);
});

test.each([
  ['network.h5', /an HDF5 file of Keras; .*trainer:train/],
  ['network.keras', /a file of Keras 3; /],
  ['network.onnx', /an ONNX file; /],
  ['network.tflite', /TensorFlow Lite; /],
  ['model.bpm', /an exported network; give the trained network it was made from/],
])('%s is named for what it is', (name, message) => {
  expect(() => locateModel(put(name))).toThrow(errorLike('E_FILE', message));
});

test('a SavedModel is named for what it is', () => {
  put('saved', 'saved_model.pb');
  expect(() => locateModel(join(folder, 'saved'))).toThrow(errorLike('E_FILE', /SavedModel/));
});

test.each([
  ['run/train/model.json', 'run', /did you mean .*run.train\?/],
  ['run/checkpoint/checkpoint.json', 'run', /has not finished: .*--resume/],
  ['export/model.bpm', 'export', /holds an export, .*--out; --model/],
  ['out/small/train/model.json', 'out/smal/train', /trainer:train.*did you mean "small"\?/],
  ['elsewhere/file', 'nothing', /trainer:train"$/],
])('with %s, %s says what to do', (made, asked, message) => {
  put(...made.split('/'));
  expect(() => locateModel(join(folder, asked))).toThrow(errorLike('E_MISSING_FILE', message));
});

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { OnnxDraft } from '../test-support/onnx-draft';
import { referenceTopology, writeLayersModel } from '../test-support/layers-model-files';
import { importerOf, importNetwork } from '.';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  process.env.BITPLANE_OUT = join(folder, 'out');
});
afterEach(() => void delete process.env.BITPLANE_OUT);

const put = (path: string, content = '{}'): string => {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
};

describe('a LayersModel is recognized', () => {
  test.each(['run', 'run/model.json'])('as %s, damaged or not', (path) => {
    put('run/model.json');
    expect(importerOf(join(folder, path)).name).toBe('layers-model');
  });

  test.each(['network', 'network.old', 'network.onnx'])('by its content, in a file named %s', (name) => {
    writeLayersModel(folder, referenceTopology(1, 8));
    const { model } = importNetwork(folder);
    renameSync(join(folder, 'model.json'), join(folder, name));
    expect(importNetwork(join(folder, name))).toEqual({ model, data: null, notes: [], frozenLayers: [] });
  });
});

test('an ONNX file is recognized by its content, and by its name where it is damaged', () => {
  const draft = new OnnxDraft();
  const bytes = draft.toBytes(draft.node('Relu', ['x']));
  writeFileSync(join(folder, 'network'), bytes);
  expect(importerOf(join(folder, 'network')).name).toBe('onnx');
  expect(importerOf(put('network.onnx', 'damaged')).name).toBe('onnx');
});

test('--format takes an importer by its name', () => {
  expect(() => importNetwork(put('file', '{}'), { format: 'onnx' })).toThrow(errorLike('E_FILE', /no ONNX model/));
  expect(() => importNetwork(put('file'), { format: 'onn' })).toThrow(
    errorLike('E_USAGE', /--format to be one of layers-model, onnx, .*got "onn".*"onnx"/),
  );
});

test('a LayersModel takes no --input', () => {
  put('run/model.json');
  expect(() => importNetwork(join(folder, 'run'), { input: 'u8/255' })).toThrow(errorLike('E_USAGE', /Rescaling/));
});

test('a file of another kind hears what can be given', () => {
  for (const content of ['', '{"graph": []}', 'modelTopology', 'PK\x03\x04 of PyTorch'])
    expect(() => importerOf(put('network.xyz', content))).toThrow(
      errorLike('E_FILE', /network\.xyz: expected .*LayersModel or .*, got a file of another kind; .*trainer:train/),
    );
});

test.each([['model.bpm', /an exported network; give the trained network it was made from/]])(
  '%s is named for what it is',
  (name, message) => {
    expect(() => importerOf(put(name))).toThrow(errorLike('E_FILE', message));
  },
);

test('a graph of TensorFlow is named for what it is', () => {
  expect(() => importerOf(put('frozen.pb'))).toThrow(
    errorLike('E_FILE', /a graph of TensorFlow without layers; .*model\.save\("network\.h5"\)/),
  );
});

test.each([
  ['run/train/model.json', 'run', /did you mean .*run.train\?/],
  ['run/checkpoint/checkpoint.json', 'run', /has not finished: .*--resume/],
  ['export/model.bpm', 'export', /holds an export, .*--out; --model/],
  ['out/small/train/model.json', 'out/smal/train', /trainer:train.*did you mean "small"\?/],
  ['elsewhere/file', 'nothing', /trainer:train"$/],
  ['elsewhere/file', 'mine.onnx', /no file \S+mine\.onnx: check its name and its folder$/],
  ['export/model.bpm', 'export/twin-float.onnx', /twin-float\.onnx: the option --twins .* makes it$/],
])('with %s, %s says what to do', (made, asked, message) => {
  put(made);
  expect(() => importerOf(join(folder, asked))).toThrow(errorLike('E_MISSING_FILE', message));
});

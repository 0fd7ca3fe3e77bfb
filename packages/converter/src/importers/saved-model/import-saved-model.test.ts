import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { runConverter } from '../../commands';
import { FunctionalDraft } from '../../test-support/functional-draft';
import { writeH5 } from '../../test-support/keras-files';
import { LayersModelDraft } from '../../test-support/layers-model-files';
import { writeSavedModel } from '../../test-support/saved-model';
import { BundleDraft, sortedTable } from '../../test-support/tensor-bundle-draft';
import { importerOf, importNetwork } from '..';
import { importKerasFile } from '../keras-files/import-keras-file';
import { encodeMessage } from './messages';
import { TensorBundle } from './tensor-bundle';

let folder: string;

beforeEach(() => (folder = join(temporaryFolder(), 'network')));

const unit = { input: 'u8/255' };
const read = () => importNetwork(folder, unit);

/** More variables than one block of the index holds. */
function draft(): LayersModelDraft {
  const binary = { input_quantizer: 'ste_sign', kernel_quantizer: 'ste_sign' };
  const made = new LayersModelDraft(1, 8)
    .add('Conv2D', { name: 'stem', filters: 4, kernel_size: [3, 3] }, { kernel: [3, 3, 3, 4], bias: [4] })
    .add(
      'QuantConv2D',
      { name: 'q', filters: 6, kernel_size: [3, 3], use_bias: false, ...binary },
      { kernel: [3, 3, 4, 6] },
    );
  for (let k = 0; k < 12; k++)
    made.add(
      'BatchNormalization',
      { name: `bn${k}`, axis: [3] },
      { gamma: [6], beta: [6], moving_mean: [6], moving_variance: [6] },
    );
  return made
    .add('PReLU', { name: 'prelu', shared_axes: [1, 2] }, { alpha: [1, 1, 6] })
    .add('Flatten', { name: 'flat' })
    .add('QuantDense', { name: 'head', units: 4, use_bias: true, ...binary }, { kernel: [96, 4], bias: [4] });
}

const asH5 = (topology?: object) => {
  const file = `${folder}.h5`;
  writeH5(file, draft(), topology);
  return importKerasFile(file, unit);
};

test('a SavedModel is the network that its .h5 is', () => {
  writeSavedModel(folder, draft());
  expect(read()).toEqual({ ...asH5(), data: null });
});

test('it is recognized as a folder, and by its files', () => {
  writeSavedModel(folder, draft());
  for (const path of ['.', 'saved_model.pb', 'keras_metadata.pb'])
    expect(importerOf(join(folder, path)).name).toBe('saved-model');
  expect(importNetwork(join(folder, 'saved_model.pb'), unit)).toEqual(read());
});

test('layers of nested models find their weights', () => {
  const { layers, weights } = draft();
  const inner = { class_name: 'Sequential', config: { name: 'inner', layers: layers.slice(2) } };
  const topology = { class_name: 'Sequential', config: { name: 'sequential', layers: [...layers.slice(0, 2), inner] } };
  writeSavedModel(folder, { layers, weights }, topology);
  expect(read()).toEqual({ ...asH5(), data: null });
});

test('a functional network has its branches', () => {
  const branches = new FunctionalDraft(1, 8);
  const stem = branches.call(
    'image',
    'Conv2D',
    { name: 'stem', filters: 4, kernel_size: 1 },
    { kernel: [1, 1, 3, 4], bias: [4] },
  );
  const relu = branches.call(stem, 'ReLU', { name: 'relu' });
  branches.call([relu, stem], 'Add', { name: 'sum' });
  writeSavedModel(folder, branches);
  expect(read().model.layers.at(-1)).toMatchObject({ kind: 'add', inputs: ['relu', 'stem'] });
});

test('the commands of docs/import.md lead to a verified export', async () => {
  writeSavedModel(folder, draft());
  const [source, out] = [
    ['--model', folder, '--input', 'u8/127.5-1'],
    ['--out', join(folder, '../export')],
  ];
  const said = jest.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await runConverter(['export', ...source, ...out]);
    await runConverter(['verify', ...source, ...out]);
    expect(said.mock.calls.join()).toContain('trained network = export');
  } finally {
    said.mockRestore();
  }
});

describe('rejected is', () => {
  test('a folder without the description of Keras, with what to save instead', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'saved_model.pb'), 'a graph');
    expect(read).toThrow(
      errorLike('E_FILE', /with a keras_metadata\.pb, as Keras 2 writes it, .*model\.save\("network\.keras"\)/),
    );
  });

  test.each(['variables/variables.index', 'variables/variables.data-00000-of-00001'])('one without %s', (name) => {
    writeSavedModel(folder, draft());
    rmSync(join(folder, name));
    expect(read).toThrow(errorLike('E_MISSING_FILE', new RegExp(name.replace(/.*\./, ''))));
  });

  test('a model that is no list of layers', () => {
    writeSavedModel(folder, draft(), { class_name: 'MyModel', config: {} });
    expect(read).toThrow(errorLike('E_FILE', /expected a Sequential or functional model .*got MyModel/));
  });

  test('a network whose weights are elsewhere, by a link', () => {
    writeSavedModel(folder, draft());
    const data = join(folder, 'variables/variables.data-00000-of-00001');
    rmSync(data);
    writeFileSync(`${folder}.data`, Buffer.alloc(1e6));
    symlinkSync(`${folder}.data`, data);
    expect(read).toThrow(errorLike('E_FILE', /expected weights in the folder, got a link that leaves it/));
  });
});

describe('a checkpoint', () => {
  const floats = { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) };

  /** What is read under the key "w" of a checkpoint that `change` was made to. */
  function weightOf(change: (draft: BundleDraft) => { index?: Buffer; data?: Buffer } | void) {
    const bundle = new BundleDraft();
    bundle.addFloats('w', floats);
    const files = { ...bundle.finish(), ...change(bundle) };
    mkdirSync(join(folder, 'variables'), { recursive: true });
    writeFileSync(join(folder, 'variables/variables.index'), files.index);
    writeFileSync(join(folder, 'variables/variables.data-00000-of-00001'), files.data);
    return () => new TensorBundle(folder).weight('w');
  }

  const entry = (changes: object) => (bundle: BundleDraft) => {
    const shape = { dim: floats.shape.map((size) => ({ size })) };
    bundle.addEntry('w', { dtype: 1, shape, offset: 0, size: 24, ...changes });
    return bundle.finish();
  };

  test('gives the weights under a key, and none under another', () => {
    expect(weightOf(() => {})()).toEqual(floats);
    expect(new TensorBundle(folder).weight('v')).toBeUndefined();
    expect(new TensorBundle(folder).weight('')).toBeUndefined();
  });

  test.each<[string, Parameters<typeof weightOf>[0], RegExp]>([
    ['empty', () => ({ index: Buffer.alloc(0) }), /got an empty file/],
    ['of another kind', () => ({ index: Buffer.alloc(1000, 'a') }), /got another file, or half of one/],
    ['cut in front', (draft) => ({ index: draft.finish().index.subarray(30) }), /a block|entries|checksum/],
    ['without a header', (draft) => ({ index: sortedTable([...draft.entries]) }), /1 to 1000 files of weights, got 0/],
    ['of a big-endian machine', (draft) => draft.finish({ numShards: 1, endianness: 1 }), /little-endian/],
    ['of a million files', (draft) => draft.finish({ numShards: 1e6 }), /1 to 1000 files of weights/],
    ['with a number that never ends', () => ({ index: footerOf(Buffer.alloc(40, 255)) }), /a damaged file/],
    ['with a flipped bit in its index', (draft) => ({ index: flipped(draft.finish().index, 20) }), /checksum/],
    ['with a flipped bit in its weights', (draft) => ({ data: flipped(draft.finish().data, 20) }), /checksum/],
    ['of doubles', entry({ dtype: 2 }), /float32 weights, got TensorFlow's type 2/],
    ['in pieces', entry({ slices: [{}] }), /in one piece/],
    ['in a file that is not listed', entry({ shardId: 1 }), /one of 1 files/],
    ['in a file before the first', entry({ shardId: -1 }), /one of 1 files/],
    ['beyond the file', entry({ offset: 8 }), /bytes of the 24/],
    ['before the file', entry({ offset: -8 }), /bytes of the 24/],
    ['that claims 2 GB', entry({ size: 2 ** 31, shape: { dim: [{ size: 2 ** 29 }] } }), /bytes of the 24/],
    ['of another size than its shape', entry({ shape: { dim: [{ size: 5 }] } }), /bytes of float32 \[5\], got 24/],
    [
      'with dims whose product wraps',
      entry({ shape: { dim: [{ size: 2 ** 32 }, { size: 2 ** 32 }, { size: 6 }] } }),
      /bytes of float32/,
    ],
    ['with a negative dim', entry({ shape: { dim: [{ size: -2 }, { size: -3 }] } }), /bytes of float32/],
  ])('%s is rejected', (_, change, message) => {
    expect(weightOf(change)).toThrow(errorLike('E_FILE', message));
  });

  test('whose variables all have the same bytes is rejected before they fill the memory', () => {
    const bundle = new BundleDraft();
    const large = { shape: [1e5], values: new Float32Array(1e5) };
    bundle.addFloats('w', large);
    weightOf(() => bundle.finish());
    const opened = new TensorBundle(folder);
    expect(() => Array.from({ length: 3 }, () => opened.weight('w'))).toThrow(
      errorLike('E_FILE', /variables with bytes of their own/),
    );
  });

  test('whose keys grow and grow is rejected', () => {
    const keys = Array.from({ length: 8200 }, (_, k) => ['k'.repeat(k), new Uint8Array()] as const);
    expect(weightOf(() => ({ index: sortedTable(keys) }))).toThrow(errorLike('E_FILE', /keys of at most/));
  });

  test('with blocks over one another is rejected', () => {
    const index = sortedTable([['w', new Uint8Array(2000)]]);
    expect(weightOf(() => ({ index: index.subarray(1) }))).toThrow(errorLike('E_FILE', /network/));
  });
});

const footerOf = (handles: Buffer): Buffer => Buffer.concat([handles, Buffer.from('57fb808b247547db', 'hex')]);

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] ^= 1;
  return copy;
}

test('a description nested too deep, or of many objects, is rejected', () => {
  writeSavedModel(folder, draft());
  const put = (nodes: object[]) =>
    writeFileSync(join(folder, 'keras_metadata.pb'), encodeMessage('SavedMetadata', { nodes }));
  put([{ nodePath: 'root', metadata: '['.repeat(1e5) }]);
  expect(read).toThrow(errorLike('E_FILE', /256 brackets deep/));
  put([{ nodePath: 'root', metadata: '{' }]);
  expect(read).toThrow(errorLike('E_FILE', /keras_metadata\.pb: root: expected JSON/));
  put([]);
  expect(read).toThrow(errorLike('E_FILE', /expected a network, got a file without one/));
  writeFileSync(join(folder, 'keras_metadata.pb'), Buffer.alloc(3e6, '\x0a\x00', 'latin1'));
  expect(read).toThrow(errorLike('E_FILE', /at most 1048576 fields/));
});

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onnx } from 'onnx-proto';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { inferTypes, randomImages, readGolden, readModel, run, type DataRecord } from '@bitplane/model';
import { exportModel } from './export';
import { importNetwork } from './importers';
import { applyPasses, PASSES } from './passes';
import { LayersModelDraft, referenceTopology, writeLayersModel } from './test-support/layers-model-files';

let folder: string;
let lines: string[];

beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder, 'train'));
  writeLayersModel(join(folder, 'train'), referenceTopology(5, 40));
  lines = [];
});

const exportAll = (more: object = {}) =>
  exportModel({
    network: 'small',
    model: join(folder, 'train'),
    out: join(folder, 'export'),
    goldenImages: 2,
    print: (line) => lines.push(line),
    ...more,
  });

const PASSES_WITHOUT_DEAD_CHANNELS = PASSES.map(({ name }) => name).filter((name) => name !== 'remove-dead-channels');

const filesOf = (path: string) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();

test('writes the model, ONNX, golden vectors and a report', () => {
  exportAll();
  expect(filesOf(join(folder, 'export'))).toEqual(['golden.bpv', 'model.bpm', 'model.onnx', 'report.json']);
  expect(readdirSync(folder).sort()).toEqual(['export', 'train']);
});

test('the twins are written when they are asked for, and --only narrows down', () => {
  exportAll({ twins: true });
  const twins = ['twin-float.onnx', 'twin-int8.onnx', 'twin-int8.tflite', 'twin-scores.json'];
  expect(filesOf(join(folder, 'export'))).toEqual(expect.arrayContaining(twins));
  exportAll({ only: ['blob'] });
  expect(filesOf(join(folder, 'export'))).toEqual(['model.bpm', 'report.json']);
  expect(() => exportAll({ only: ['blub'] })).toThrow(errorLike('E_USAGE'));
});

test('twins for our runtime are what an export of twin-float.onnx gives, with golden vectors of one image', () => {
  const report = exportAll({ twins: true });
  const twin = (path: string) => readFileSync(join(folder, 'export', path));
  const again = (name: string, more: object) => {
    exportAll({ model: join(folder, 'export/twin-float.onnx'), out: join(folder, name), network: name, ...more });
    return readModel(readFileSync(join(folder, name, 'model.bpm')));
  };
  const models = ['float', 'int8'].map((name) => readModel(twin(`twin-${name}/model.bpm`)));
  expect(models).toEqual([again('small-twin-float', {}), again('small-twin-int8', { floatLayers: 'int8' })]);
  for (const name of ['float', 'int8']) {
    const golden = readGolden(twin(`twin-${name}/golden.bpv`));
    expect(golden.images).toHaveLength(1);
    expect(golden.modelChecksum).toBe(twin(`twin-${name}/model.bpm`).readUInt32LE(12));
  }
  // push --engines holds the files to these sums.
  for (const { path, sha256 } of report.files)
    expect(createHash('sha256').update(twin(path)).digest('hex')).toBe(sha256);
});

test('of a network that TensorFlow Lite has no operators for, its files alone are left out, and a note says why', () => {
  const draft = new LayersModelDraft(5, 12)
    .add('Rescaling', { name: 'rescale', scale: 1 / 256, offset: 0 })
    .add(
      'QuantizedConv2D',
      {
        ...{ name: 'conv1', filters: 6, kernel_size: [3, 3], strides: [1, 1], padding: 'same' },
        ...{ use_bias: true, kernel_bits: 8 },
      },
      { kernel: [3, 3, 3, 6], bias: [6] },
    )
    .add('ChannelShuffle', { name: 'shuffle', groups: 3 })
    .add('GlobalAveragePooling2D', { name: 'average' });
  writeLayersModel(join(folder, 'train'), draft);
  exportAll({ twins: true });
  expect(filesOf(join(folder, 'export'))).toEqual(expect.arrayContaining(['twin-int8.onnx', 'twin-scores.json']));
  expect(filesOf(join(folder, 'export'))).not.toContain('twin-int8.tflite');
  expect(lines).toContainEqual(
    expect.stringMatching(/^note: twin-int8.tflite left out: TensorFlow Lite twin: .*shuffle/),
  );
  expect(() => exportAll({ emit: ['twin-tflite'] })).toThrow(errorLike('E_LAYER', /TensorFlow Lite twin/));
});

test('--emit adds optional exporters to those of every export, and knows no others', () => {
  exportAll({ emit: ['twin-float'] });
  expect(filesOf(join(folder, 'export'))).toEqual(expect.arrayContaining(['model.bpm', 'twin-float.onnx']));
  exportAll({ only: ['blob'], emit: ['twin-int8'] });
  expect(filesOf(join(folder, 'export'))).toEqual(['model.bpm', 'report.json', 'twin-int8.onnx']);
  expect(() => exportAll({ emit: ['twin-in8'] })).toThrow(errorLike('E_USAGE', /--emit.*twin-int8.*"twin-in8"/));
  expect(() => exportAll({ emit: ['blob'] })).toThrow(errorLike('E_USAGE', /--emit/));
});

test('the ONNX file says which files it was made from, and under which licence', () => {
  exportAll({ license: 'MIT' });
  const { metadataProps } = onnx.ModelProto.decode(readFileSync(join(folder, 'export/model.onnx')));
  const metadata = new Map(metadataProps.map(({ key, value }) => [key, value]));
  const files = ['model.json', 'weights.bin'].map((name) => readFileSync(join(folder, 'train', name)));
  expect(Object.fromEntries(metadata)).toMatchObject({
    'general.license': 'MIT',
    'general.source.file': 'train',
    'general.source.format': 'layers-model',
    'general.source.hash': `sha256:${createHash('sha256').update(Buffer.concat(files)).digest('hex')}`,
    preprocessing: expect.stringMatching(/^(u8|\(u8 - \d+\)) \* [\d.]+$/) as string,
  });
});

test('what is read back computes what training left: the same signs, logits but for float32', () => {
  exportAll();
  const { model: imported } = importNetwork(join(folder, 'train'));
  const model = readModel(readFileSync(join(folder, 'export/model.bpm')));
  expect({ ...model, name: '' }).toEqual({ ...applyPasses(imported), name: '' });
  expect(model.name).toBe('small');
  for (const image of randomImages(imported, 3, 9)) {
    const got = [...run(model, image).data];
    const expected = [...run(imported, image).data];
    // Sums of at most 40 + bias, slopes and scales of a few units, 9 pixels: some 20 roundings of 2^-24 of values below
    // 2^10.
    for (const [c, logit] of got.entries()) expect(Math.abs(logit - expected[c])).toBeLessThan(20 * 2 ** -24 * 2 ** 10);
  }
});

test('golden vectors belong to the model and hold all signs', () => {
  exportAll();
  const bytes = readFileSync(join(folder, 'export/model.bpm'));
  const golden = readGolden(readFileSync(join(folder, 'export/golden/golden.bpv')));
  expect(golden.modelChecksum).toBe(bytes.readUInt32LE(12));
  const bits = [...inferTypes(readModel(bytes))].filter(([, { element }]) => element === 'bits').map(([name]) => name);
  expect(golden.tensors.map(({ name }) => name)).toEqual(expect.arrayContaining(bits));
  expect(golden.images).toHaveLength(2);
});

test('channels that never change take no room: the same scores from fewer weights', () => {
  const scores = () =>
    readGolden(readFileSync(join(folder, 'export/golden/golden.bpv'))).images.map((tensors) => tensors.at(-1)!.data);
  const report = exportAll();
  const live = scores();
  const whole = exportAll({ passes: PASSES_WITHOUT_DEAD_CHANNELS });
  expect(report.binaryWeights).toBeLessThan(whole.binaryWeights);
  expect(report.layers.flatMap(({ from }) => from)).toEqual(whole.layers.flatMap(({ from }) => from));
  expect(live).toEqual(scores());
});

test('the report accounts for every imported layer, once, and for the file', () => {
  const report = exportAll({ passes: PASSES_WITHOUT_DEAD_CHANNELS });
  const { model: imported } = importNetwork(join(folder, 'train'));
  expect(report.layers.flatMap(({ from }) => from).sort()).toEqual(imported.layers.map(({ name }) => name).sort());
  expect(report.binaryWeights).toBe(9 * 8 * 40 + 40 * 10);
  const [first, second] = report.layers
    .filter(({ threshold }) => threshold !== undefined)
    .map(({ threshold }) => threshold);
  expect(first).toMatchObject({ per: 'channel', count: 8 });
  expect(first?.forms).toMatchObject({ inside: 0, outside: 0 });
  expect(second).toMatchObject({ per: 'element', count: 15 * 15 * 40 });
  expect(Object.values(second!.forms).reduce((sum, count) => sum + count)).toBe(15 * 15 * 40);
  expect(report.bytes.file).toBe(readFileSync(join(folder, 'export/model.bpm')).length);
  expect(report.bytes.weights + report.bytes.thresholds).toBeLessThan(report.bytes.file);
  expect(JSON.parse(readFileSync(join(folder, 'export/report.json'), 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(report)),
  );
  expect(lines.join('\n')).toContain('golden vectors: 2 images, made from seed 1');
});

test('golden vectors take the images of a CIFAR-10 file, and the report says so', () => {
  const file = join(folder, 'two.bin');
  writeFileSync(file, Buffer.alloc(2 * 3073, 7));
  const { goldenImages } = exportAll({ images: file, goldenImages: 5 });
  expect(goldenImages).toEqual({ count: 2, from: `from ${file}` });
});

describe('with a record of the images in model.json', () => {
  const data: DataRecord = {
    ...{ name: 'pets', sha256: '00', classes: ['cat', 'dog'], image: { height: 32, width: 32, channels: 3 } },
    ...{ splitSeed: 7, trainingImages: 10, validationImages: 0, testImages: 2 },
  };
  const record = (bitplane: unknown) => {
    const file = join(folder, 'train/model.json');
    const model = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...model, userDefinedMetadata: { bitplane } }));
  };

  test('the report has it, and the files have the names of the classes', () => {
    expect(exportAll().data).toBeNull();
    const without = readFileSync(join(folder, 'export/model.bpm'));
    record(data);
    expect(exportAll().data).toEqual(data);
    const model = readModel(readFileSync(join(folder, 'export/model.bpm')));
    expect(model).toEqual({ ...readModel(without), classes: ['cat', 'dog'] });
    const { metadataProps } = onnx.ModelProto.decode(readFileSync(join(folder, 'export/model.onnx')));
    expect(metadataProps).toContainEqual(expect.objectContaining({ key: 'classes', value: '["cat","dog"]' }));
  });

  test('a damaged one, and more names than scores, are rejected', () => {
    record({ ...data, classes: 'cat' });
    expect(() => exportAll()).toThrow(errorLike('E_FILE'));
    record({ ...data, classes: Array.from({ length: 11 }, (_, k) => `class ${k}`) });
    expect(() => exportAll()).toThrow(errorLike('E_VALUE'));
  });
});

test('a failing export leaves the earlier one as it was', () => {
  exportAll();
  const before = readFileSync(join(folder, 'export/model.bpm'));
  writeFileSync(join(folder, 'train/weights.bin'), 'cut off');
  expect(() => exportAll()).toThrow();
  expect(readFileSync(join(folder, 'export/model.bpm'))).toEqual(before);
  expect(readdirSync(folder).sort()).toEqual(['export', 'train']);
});

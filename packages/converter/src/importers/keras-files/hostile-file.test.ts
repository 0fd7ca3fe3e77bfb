// Files that are made to harm: each is rejected in one line, and soon.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BitplaneError, seededRandom } from '@bitplane/model';
import { zipSync, type Zippable } from 'fflate';
import { errorLike } from '@bitplane/cli/test-support';
import { writeArchive, writeH5, writeHdf5 } from '../../test-support/keras-files';
import { LayersModelDraft, type LayerEntry } from '../../test-support/layers-model-files';
import { importKerasFile } from './import-keras-file';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = { input: 'u8' };

const put = (name: string, content: Uint8Array | string): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

const read = (file: string) => () => importKerasFile(file, bytes);

const draft = () =>
  new LayersModelDraft(1, 6)
    .add('Conv2D', { name: 'conv', filters: 4, kernel_size: [3, 3] }, { kernel: [3, 3, 3, 4], bias: [4] })
    .add(
      'QuantConv2D',
      { name: 'q', filters: 3, kernel_size: 3, kernel_quantizer: 'ste_sign', input_quantizer: 'ste_sign' },
      {
        kernel: [3, 3, 4, 3],
        bias: [3],
      },
    );

describe('an archive', () => {
  const archive = (entries: Zippable) => zipSync(entries, { level: 9 });

  test('whose description expands to a thousand times its size', () => {
    const file = put(
      'bomb.keras',
      archive({ 'config.json': Buffer.alloc(64 << 20, 32), 'model.weights.h5': Buffer.alloc(8) }),
    );
    expect(read(file)).toThrow(errorLike('E_FILE', /config\.json of at most \d+ bytes, got 67108864/));
  });

  test('that lies about sizes', () => {
    const content = archive({ 'config.json': Buffer.alloc(1 << 20, 32), 'model.weights.h5': Buffer.alloc(8) });
    // In the directory at the end: what the entry expands to.
    const at = Buffer.from(content).indexOf('PK\x01\x02', 0, 'latin1');
    const lying = Buffer.from(content);
    lying.writeUInt32LE(16, at + 24);
    expect(read(put('lying.keras', lying))).toThrow(errorLike('E_FILE', /lying\.keras/));
  });

  test('without a network, or with names that lead elsewhere', () => {
    const file = put('other.keras', archive({ '../config.json': Buffer.from('{}'), 'data.pkl': Buffer.alloc(9) }));
    expect(read(file)).toThrow(errorLike('E_FILE', /expected config\.json in the archive, got neither/));
  });
});

describe('a description', () => {
  const h5 = (topology: unknown, name: string) => {
    const file = join(folder, `${name}.h5`);
    writeH5(file, { layers: [], weights: [] }, topology);
    return file;
  };
  const sequential = (layers: object[]) => ({ class_name: 'Sequential', config: { name: 's', layers } });
  const input = (shape: unknown[]): LayerEntry => ({
    class_name: 'InputLayer',
    config: { name: 'in', batch_input_shape: shape },
  });

  test('of ten thousand models in one another', () => {
    const file = put(
      'deep.keras',
      zipSync({
        'config.json': Buffer.from('{"config":{"layers":['.repeat(1e4)),
        'model.weights.h5': readFileSync(h5({}, 'none')),
      }),
    );
    expect(read(file)).toThrow(errorLike('E_FILE', /256 brackets deep/));
  });

  test('of an image that no memory holds', () => {
    for (const shape of [
      [null, 1e9, 1e9, 3],
      [null, 1, 1, 2 ** 40],
      [null, 65536, 65536, 1],
    ])
      expect(read(h5(sequential([input(shape), { class_name: 'LeakyReLU', config: { name: 'l' } }]), 'large'))).toThrow(
        errorLike('E_SHAPE', /at most 2\^24 numbers/),
      );
  });

  test('whose channels double forty times', () => {
    const joins = Array.from({ length: 40 }, (_, k) => ({
      ...{ class_name: 'Concatenate', name: `j${k}`, config: { name: `j${k}` } },
      inbound_nodes: [
        [
          [k === 0 ? 'in' : `j${k - 1}`, 0, 0, {}],
          [k === 0 ? 'in' : `j${k - 1}`, 0, 0, {}],
        ],
      ],
    }));
    const layers = [{ ...input([null, 4, 4, 3]), name: 'in', inbound_nodes: [] }, ...joins];
    const topology = { class_name: 'Functional', config: { layers, output_layers: [['j39', 0, 0]] } };
    expect(read(h5(topology, 'doubled'))).toThrow(
      errorLike('E_LAYER', /layer j\d+: expected at most 1048576 channels/),
    );
  });

  test('of layers that read themselves, or one that comes later', () => {
    const layer = (name: string, from: string) => ({
      ...{ class_name: 'ReLU', name, config: { name }, inbound_nodes: [[[from, 0, 0, {}]]] },
    });
    for (const from of ['a', 'b', 'nobody']) {
      const layers = [{ ...input([null, 4, 4, 3]), name: 'in', inbound_nodes: [] }, layer('a', from), layer('b', 'a')];
      const topology = { class_name: 'Functional', config: { layers, output_layers: [['b', 0, 0]] } };
      expect(read(h5(topology, 'cycle'))).toThrow(
        errorLike('E_LAYER', /layer a: expected its inputs to be earlier layers/),
      );
    }
  });

  test('of weights that are not numbers', () => {
    const damaged = draft();
    damaged.weights[2].values[5] = NaN;
    const file = join(folder, 'nan.h5');
    writeH5(file, damaged);
    expect(read(file)).toThrow(errorLike('E_VALUE', /layer q: expected finite weights, got NaN at kernel\[5\]/));
  });
});

test('weights that are said to take more than the file does', () => {
  const file = join(folder, 'claim.h5');
  writeH5(file, draft());
  const content = readFileSync(file);
  const sizes = Buffer.from(BigUint64Array.of(3n, 3n, 3n, 4n).buffer);
  for (let at = content.indexOf(sizes); at >= 0; at = content.indexOf(sizes, at + 1))
    content.writeUInt32LE(2 ** 29, at);
  expect(read(put('claim.h5', content))).toThrow(
    errorLike('E_FILE', /conv\/kernel:0: expected no more than the \d+ bytes/),
  );
});

test('weights in compressed pieces, which may become any number', () => {
  const file = join(folder, 'chunks.h5');
  const network = draft();
  const topology = JSON.stringify({ class_name: 'Sequential', config: { name: 's', layers: network.layers } });
  const dataset = (shape: number[], length: number) => ({
    ...{ shape, chunks: shape },
    values: Buffer.from(new Float32Array(length).buffer).toString('base64'),
  });
  writeHdf5(file, {
    attributes: {
      '': { model_config: topology },
      'model_weights/conv': { weight_names: ['conv/kernel:0', 'conv/bias:0'] },
    },
    datasets: { 'model_weights/conv/conv/kernel:0': dataset([3, 3, 3, 4], 108) },
  });
  expect(read(file)).toThrow(
    errorLike('E_FILE', /conv\/kernel:0: expected weights in one piece, got weights in chunks/),
  );
});

const groups = { conv: 'conv2d', q: 'quant_conv2d' };

test.each([
  ['.h5', (file: string) => writeH5(file, draft())],
  ['.keras', (file: string) => writeArchive(file, draft(), groups)],
])('a %s file with bytes of chance is rejected in words, or they do no harm', (ending, write) => {
  const file = join(folder, `chance${ending}`);
  write(file);
  const intact = readFileSync(file);
  const said = jest.spyOn(console, 'warn');
  let numRejected = 0;
  for (let seed = 0; seed < 60; seed++) {
    const random = seededRandom(seed);
    const damaged = Buffer.from(intact);
    for (let times = random.integer(1, 8); times > 0; times--) damage(damaged, random);
    writeFileSync(file, damaged);
    try {
      importKerasFile(file, bytes);
    } catch (error) {
      if (!(error instanceof BitplaneError)) throw new Error(`seed ${seed}`, { cause: error });
      numRejected++;
    }
  }
  expect(numRejected).toBeGreaterThan(20);
  expect(said).not.toHaveBeenCalled();
});

function damage(content: Buffer, random: ReturnType<typeof seededRandom>): void {
  const at = random.integer(0, (random.chance(0.5) ? Math.min(4096, content.length) : content.length) - 5);
  if (random.chance(0.4)) content.writeUInt32LE(random.pick([0, 1, 0xffffffff, 0x7fffffff, content.length]), at);
  else content[at] = random.integer(0, 255);
}

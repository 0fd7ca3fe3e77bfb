// `export` as users run it, in a process whose memory and time are measured, with files of every format made to harm.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { zipSync } from 'fflate';
import { tensorProto } from '../test-support/onnx-draft';
import { READERS } from '../test-support/fuzz/readers';
import { encodeModelProto } from './onnx/proto/encode';
import { decodeModelProto } from './onnx/proto/schema';

jest.setTimeout(600_000);

const MAX_CPU_MS = 5000;
const MAX_KB = 512 * 1024;
const PROGRAM = join(__dirname, '../../bin/bitplane-converter.js');

const MEASURE = join(__dirname, '../test-support/peak-memory.js');

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder, 'given'));
});

const given = (name: string): string => join(folder, 'given', name);

/** The error's line; the run has left nothing, and kept its bounds. */
function exportError(path: string, options: readonly string[] = ['--input', 'u8/255']): string {
  const out = join(folder, 'out');
  const measured = join(folder, 'measured.json');
  const args = [PROGRAM, 'export', '--model', path, '--out', out, ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', MEASURE, ...args], {
    env: { ...process.env, MEASURED: measured },
    encoding: 'utf8',
    timeout: 120_000,
  });
  const { peakKb, cpuMs } = JSON.parse(readFileSync(measured, 'utf8')) as { peakKb: number; cpuMs: number };
  expect({ status, stdout, out: existsSync(out) }).toEqual({ status: 1, stdout: '', out: false });
  expect(stderr).toMatch(/^error \(E_[A-Z_]+\): [^\n]+\n$/);
  expect(peakKb).toBeLessThan(MAX_KB);
  // What starting takes is part of it.
  expect(cpuMs).toBeLessThan(2 * MAX_CPU_MS);
  return stderr;
}

/** The sound files of each reader, cut in the middle of one. */
describe('cut short:', () => {
  const cases = READERS.filter(({ name }) => name !== 'bpm').flatMap((reader) =>
    [...reader.files(1).keys()].filter((file) => file !== 'saved_model.pb').map((file) => [reader.name, file] as const),
  );

  test.each(cases)('%s, %s', (name, cutFile) => {
    const files = READERS.find((reader) => reader.name === name)!.files(1);
    for (const [file, bytes] of files) {
      mkdirSync(join(given(file), '..'), { recursive: true });
      writeFileSync(given(file), file === cutFile ? bytes.subarray(0, bytes.length / 2) : bytes);
    }
    const isFolder = files.size > 1;
    const options = name === 'layers-model' ? [] : undefined;
    expect(exportError(isFolder ? join(folder, 'given') : given(cutFile), options)).toContain('expected');
  });
});

describe('of another kind:', () => {
  test.each(['network.onnx', 'network.tflite', 'network.h5', 'network.keras', 'model.json', 'network'])(
    '%s',
    (name) => {
      writeFileSync(given(name), Buffer.from('\x89PNG\r\n\x1a\n and then \x00\x1b[2J'.repeat(50), 'latin1'));
      expect(exportError(given(name), name === 'model.json' ? [] : undefined)).toMatch(/error \(E_FILE\)/);
    },
  );
});

describe('ONNX:', () => {
  type Message = { graph: { node: object[]; initializer: object[] } };
  const put = (edit: (message: Message) => void): string => {
    const [bytes] = READERS.find(({ name }) => name === 'onnx')!
      .files(1)
      .values();
    const message = decodeModelProto(bytes) as unknown as Message;
    edit(message);
    writeFileSync(given('network.onnx'), encodeModelProto(message));
    return given('network.onnx');
  };

  test('a tensor of 2 GB in a few bytes', () => {
    const path = put(({ graph }) =>
      graph.initializer.splice(0, 1, { ...tensorProto('constant0', [], [1], 'float32'), dims: [2 ** 29] }),
    );
    expect(exportError(path)).toMatch(/E_FILE.*constant0/);
  });

  test('dims whose product wraps', () => {
    const path = put(({ graph }) =>
      graph.initializer.splice(0, 1, { ...tensorProto('constant0', [], [], 'float32'), dims: [2 ** 32, 2 ** 32] }),
    );
    expect(exportError(path)).toMatch(/E_FILE.*constant0/);
  });

  test('millions of empty nodes', () => {
    const bytes = Buffer.alloc(8 << 20, '\x0a\x00', 'latin1');
    const length = Buffer.from([0x80, 0x80, 0x80, 0x04]);
    writeFileSync(given('network.onnx'), Buffer.concat([Buffer.from([8, 8, 0x3a]), length, bytes]));
    expect(exportError(given('network.onnx'))).toMatch(/at most \d+ fields/);
  });

  test('weights outside of the folder, by a link', () => {
    symlinkSync('/etc', given('weights'));
    const external = { dataLocation: 1, externalData: [{ key: 'location', value: 'weights/hostname' }] };
    const path = put(({ graph }) =>
      graph.initializer.splice(0, 1, { name: 'constant0', dims: [4], dataType: 1, ...external }),
    );
    expect(exportError(path)).toMatch(/in the folder of the model/);
  });
});

test('a .keras archive that becomes a hundred times as large', () => {
  const entries = { 'config.json': Buffer.from('{}'), 'model.weights.h5': Buffer.alloc(400 << 20) };
  writeFileSync(given('network.keras'), zipSync(entries, { level: 6 }));
  expect(exportError(given('network.keras'))).toMatch(/model\.weights\.h5 of at most \d+ bytes/);
});
